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
 * The calls into the container for one socket: sends, pings and the close. Each may block, so each runs on a thread
 * that is allowed to block (docs/decisions/sends.md).
 *
 * <p>After a connection has ended, {@link Leaving} watches it. The connection keeps its permit until its calls have
 * returned and its TCP connection has ended.
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
    private volatile boolean told;
    private volatile long toldAt;

    /** A call into the container, which may block. */
    private interface Call {
        void run() throws IOException;
    }

    /**
     * Creates the calls for {@code socket}, which {@code permit} counts. {@code closed} is run after the close has
     * returned.
     */
    Outbound(SocketEdge edge, Session socket, Permit permit, Runnable closed) {
        this.edge = edge;
        this.socket = socket;
        this.writer = new FrameWriter(socket);
        this.connection = new TcpConnection(socket);
        this.permit = permit;
        this.closed = closed;
    }

    /**
     * Sends {@code frame} before there is a session, and returns immediately. The frames of the session come after it.
     */
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

    /**
     * The ping is not empty, and a pong repeats its content: after some empty frames, the container loses its place in
     * the stream.
     */
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
            try {
                edge.metrics().closed(code, reason);
                if (leave()) {
                    edge.metrics().ended(code, reason);
                }
            } finally {
                // Without a thread, the client gets no close frame: the connection will be cut.
                end(() -> closeNow(code, reason), this::tell);
            }
        }
    }

    /** Whether this side closes the socket. */
    boolean isClosing() {
        return closing.get();
    }

    /** The container says that the socket is closed, with this close code. */
    void gone(int code) {
        calls.gone();
        if (!told) {
            tell();
        }
        if (leave()) {
            edge.metrics().gone(code);
        }
    }

    /** Whether nothing is left: no call, no TCP connection. */
    boolean isOver() {
        return calls.isOver() && connection.hasEnded();
    }

    /** When the connection ended, in nanoseconds of the threads' clock. */
    long endedAt() {
        return endedAt;
    }

    /**
     * For how long the client has had time to answer the close frame at {@code now}, in nanoseconds. It is 0 while the
     * close waits for a thread.
     */
    long toldFor(long now) {
        return told ? now - toldAt : 0;
    }

    private void tell() {
        toldAt = edge.threads().nanoTime();
        told = true;
    }

    /** The calls that have not returned. */
    OpenCalls calls() {
        return calls;
    }

    /** Whether a call has not returned. */
    boolean isCalling() {
        return calls.isCalling();
    }

    /** Interrupts the calls; if the TCP connection has ended, a write that waits fails. */
    void interrupt() {
        if (calls.isCalling()) {
            if (connection.hasEnded()) {
                connection.failWrite();
            }
            calls.interrupt();
        }
    }

    /** Starts to cut the TCP connection, unless a cut is under way. Returns immediately. */
    void cut() {
        if (cutting.compareAndSet(false, true)) {
            end(this::cutNow, () -> cutting.set(false));
        }
    }

    /** Starts {@code call}, or runs {@code refused} if there is no thread for it; then it throws. */
    private void end(Runnable call, Runnable refused) {
        boolean begun = false;
        try {
            edge.threads().ends().execute(call);
            begun = true;
        } finally {
            if (!begun) {
                refused.run();
            }
        }
    }

    /** The connection does not count against the limits any more. */
    void giveBackPermit() {
        permit.leave();
    }

    /** Whether this is the first end; later ones do nothing. */
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
        tell();
        call(() -> socket.close(frame));
        closed.run();
    }

    /** Answers are sent before the close frame, unless they block. */
    private void awaitAnswers() {
        try {
            answers.get(SessionThreads.LONG.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException blocked) {
            LOGGER.log(Level.FINE, "An answer blocks", blocked);
        }
    }

    /** Whether {@code call} was made; false if the socket is broken. */
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
