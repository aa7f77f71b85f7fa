package dev.taskcast.socket;

import dev.taskcast.admission.Permit;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.Transport;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The calls into the container for one socket: sends, pings, the close. Each may block, so each runs on a thread that may
 * (docs/decisions/sends.md).
 *
 * <p>A connection that has ended is watched by {@link Leaving} and keeps its permit until its calls have returned and its TCP
 * connection has ended.
 */
final class Outbound implements Transport {
    private static final Logger LOGGER = Logger.getLogger(Outbound.class.getName());
    private static final CompletableFuture<Void> NONE = CompletableFuture.completedFuture(null);

    private final SocketEdge edge;
    private final Session socket;
    private final FrameWriter writer;
    private final TcpConnection connection;
    private final Permit permit;
    private final Runnable closed;
    private final OpenCalls calls = new OpenCalls();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean cutting = new AtomicBoolean();
    private volatile CompletableFuture<Void> answers = NONE;
    private volatile long endedAt;

    /** A call into the container, which may block. */
    private interface Call {
        void run() throws IOException;
    }

    /** Of {@code socket}, which counts by {@code permit}; {@code closed} is run when the close has returned. */
    Outbound(SocketEdge edge, Session socket, Permit permit, Runnable closed) {
        this.edge = edge;
        this.socket = socket;
        this.writer = new FrameWriter(socket);
        this.connection = new TcpConnection(socket);
        this.permit = permit;
        this.closed = closed;
    }

    /** Sends {@code frame} before there is a session; returns at once. The frames of the session come after it. */
    void answer(Frame frame) {
        answers = answers.thenRunAsync(
                () -> call(() -> write(List.of(frame))), edge.threads().calls());
    }

    @Override
    public boolean send(List<Frame> frames) {
        answers.join();
        return call(() -> write(frames));
    }

    private void write(List<Frame> frames) throws IOException {
        edge.metrics().sent(writer.write(frames));
    }

    /** Not empty: the container loses its place in the stream after some empty frames, and a pong repeats this. */
    @Override
    public boolean ping() {
        answers.join();
        return call(() -> socket.getBasicRemote().sendPing(ByteBuffer.allocate(1)));
    }

    @Override
    public boolean answersPings() {
        return true;
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (closing.compareAndSet(false, true)) {
            edge.metrics().closed(code, reason);
            if (leave()) {
                edge.metrics().ended(code, reason);
            }
            edge.threads().ends().execute(() -> closeNow(code, reason));
        }
    }

    /** Whether this side closes it. */
    boolean isClosing() {
        return closing.get();
    }

    /** The container says that the socket is closed, with this close code. */
    void gone(int code) {
        calls.gone();
        if (leave()) {
            edge.metrics().gone(code);
        }
    }

    /** Whether nothing is left: no call, no TCP connection. */
    boolean isOver() {
        return calls.isOver() && connection.hasEnded();
    }

    /** When it ended, in nanoseconds of the threads' clock. */
    long endedAt() {
        return endedAt;
    }

    /** Whether a call has not returned. */
    boolean isCalling() {
        return calls.isCalling();
    }

    /** Has the calls that wait look again; if the TCP connection has ended, they fail. */
    void interrupt() {
        if (calls.isCalling()) {
            if (connection.hasEnded()) {
                connection.failWrite();
            }
            calls.interrupt();
        }
    }

    /** Has the TCP connection ended, one try at a time. Returns at once. */
    void cut() {
        if (cutting.compareAndSet(false, true)) {
            boolean begun = false;
            try {
                edge.threads().ends().execute(this::cutNow);
                begun = true;
            } finally {
                if (!begun) {
                    cutting.set(false);
                }
            }
        }
    }

    /** Counts no longer. */
    void giveBackPermit() {
        permit.leave();
    }

    /** Whether this is the end; there is but one. */
    private boolean leave() {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            endedAt = edge.threads().nanoTime();
            edge.leaving().add(this);
        }
        return first;
    }

    private void cutNow() {
        try {
            connection.cut();
        } finally {
            cutting.set(false);
        }
    }

    private void closeNow(CloseCode code, String reason) {
        CloseReason frame = new CloseReason(CloseReason.CloseCodes.getCloseCode(code.number()), reason);
        awaitAnswers();
        call(() -> socket.close(frame));
        closed.run();
    }

    /** What was answered comes before the close frame, unless it blocks. */
    private void awaitAnswers() {
        try {
            answers.get(SessionThreads.LONG.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException blocked) {
            LOGGER.log(Level.FINE, "An answer blocks", blocked);
        }
    }

    /** Whether {@code call} was made; false when the socket is broken. */
    private boolean call(Call call) {
        if (!calls.enter()) {
            return false;
        }
        try {
            call.run();
            return true;
        } catch (IOException | RuntimeException broken) {
            LOGGER.log(Level.FINE, "A call into the container failed", broken);
            return false;
        } finally {
            calls.leave();
        }
    }
}
