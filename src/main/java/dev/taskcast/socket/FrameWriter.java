package dev.taskcast.socket;

import dev.taskcast.wire.Frame;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes frames to one socket. On this container, one write holds as many frames as fit in a buffer of its pool; on
 * other containers, each frame is a write.
 *
 * <p>Only one thread at a time may use it. Between two pieces, the container may write its own pongs, pings and close
 * frames. A write blocks for as long as the other side does not read.
 */
final class FrameWriter {
    private final Session socket;
    private final Optional<? extends Wire> wire;

    /** A target for pieces that are framed already. */
    interface Wire {
        /**
         * Writes {@code pieces}, which have {@code length} bytes in total. Returns when the socket has taken all of
         * them.
         */
        void write(List<byte[]> pieces, int length) throws IOException;
    }

    /** Creates a writer to {@code socket}, which has just been opened. */
    FrameWriter(Session socket) {
        this(socket, ContainerLink.of(socket));
    }

    /** Creates a writer to {@code wire}, or to {@code socket} if {@code wire} is empty. */
    FrameWriter(Session socket, Optional<? extends Wire> wire) {
        this.socket = socket;
        this.wire = wire;
    }

    /**
     * Writes {@code frames}, and returns when the socket has taken all of them. The result is their length in bytes, or
     * in characters without a {@link Wire}.
     */
    long write(List<Frame> frames) throws IOException {
        if (wire.isPresent()) {
            return write(frames, wire.get());
        }
        long characters = 0;
        for (Frame frame : frames) {
            Pieces.cut(frame.characters(), this::send);
            characters += frame.length();
        }
        return characters;
    }

    private void send(String piece, boolean first, boolean last) throws IOException {
        if (first && last) {
            socket.getBasicRemote().sendText(piece);
        } else {
            socket.getBasicRemote().sendText(piece, last);
        }
    }

    private static long write(List<Frame> frames, Wire wire) throws IOException {
        Run run = new Run(wire);
        for (Frame frame : frames) {
            Pieces.cut(frame.characters(), run);
        }
        run.flush();
        return run.written;
    }

    /** Collects whole pieces, and writes them together. */
    private static final class Run implements Pieces.Taker {
        private final Wire wire;
        private final List<byte[]> pieces = new ArrayList<>();
        private int length;
        private long written;

        Run(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void take(String text, boolean first, boolean last) throws IOException {
            byte[] piece = Pieces.onTheWire(text, first, last);
            if (length + piece.length > Pieces.WRITE) {
                flush();
            }
            pieces.add(piece);
            length += piece.length;
        }

        void flush() throws IOException {
            if (length > 0) {
                wire.write(pieces, length);
                written += length;
                pieces.clear();
                length = 0;
            }
        }
    }
}
