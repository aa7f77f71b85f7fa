package dev.taskcast.socket;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.StuckCalls;
import dev.taskcast.sessions.Transport;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import dev.taskcast.wire.ErrorCode;
import jakarta.websocket.CloseReason;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One socket, from its upgrade to its close: it waits for a token if none came, then carries a {@link
 * Session}.
 *
 * <p>Concurrency: the container opens, delivers messages and reports the end, one after the other, but a
 * deadline and the session close from other threads. The claims below are therefore atomic, and
 * whoever turns one does what belongs to it, once.
 */
final class Connection implements MessageHandler.Partial<String>, Transport, StuckCalls.Ended {
    private static final Logger LOGGER = Logger.getLogger(Connection.class.getName());

    private final Gateway gateway;
    private final jakarta.websocket.Session socket;
    private final OpenCalls calls = new OpenCalls();
    private final RateLimit frames;
    private final RateLimit bytes;
    private final Place place;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile Session session;
    private volatile long endedAt;
    private ScheduledFuture<?> authDeadline;
    private Handshake handshake;
    private StringBuilder fragments;
    private int messageBytes;
    private int invalidFrames;

    Connection(Gateway gateway, jakarta.websocket.Session socket) {
        this.gateway = gateway;
        this.socket = socket;
        this.place = new Place(gateway.admission());
        long now = gateway.threads().nanoTime();
        this.frames = new RateLimit(settings().framesPerSecond(), 1, now);
        this.bytes = new RateLimit(settings().bytesPerSecond(), settings().maxFrameBytes(), now);
    }

    /** Takes the socket over. */
    void open(Handshake request) {
        socket.setMaxIdleTimeout(0);
        socket.setMaxTextMessageBufferSize(settings().maxFrameBytes());
        socket.setMaxBinaryMessageBufferSize(settings().maxFrameBytes());
        socket.addMessageHandler(String.class, this);
        socket.addMessageHandler(ByteBuffer.class, (part, last) -> orClose(() -> refuse(part)));
        socket.addMessageHandler(PongMessage.class, pong -> heard());
        orClose(() -> admit(request));
    }

    @Override
    public void onMessage(String part, boolean last) {
        orClose(() -> receive(part, last));
    }

    /** The socket is gone, closed by either side. The connection counts until its calls have returned as well. */
    void closed() {
        if (gone.compareAndSet(false, true)) {
            stopWaiting();
            if (session != null) {
                session.closed();
            }
            if (calls.gone()) {
                over();
            } else if (!closing.get()) {
                watch();
            }
        }
    }

    /** The container found the socket broken. */
    void failed() {
        if (session != null) {
            session.closed();
        }
        close(CloseCode.SERVER_ERROR, "the connection failed");
    }

    @Override
    public boolean send(String frame) {
        return call(() -> Pieces.send(socket.getBasicRemote(), frame));
    }

    /** Not empty: the container loses its place in the stream after some empty frames, and a pong repeats this. */
    @Override
    public boolean ping() {
        return call(() -> socket.getBasicRemote().sendPing(ByteBuffer.allocate(1)));
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (closing.compareAndSet(false, true)) {
            gateway.metrics().closed(code, reason);
            stopWaiting();
            watch();
            gateway.threads().calls().execute(() -> closeNow(code, reason));
        }
    }

    @Override
    public long endedAt() {
        return endedAt;
    }

    @Override
    public void interrupt() {
        calls.interrupt();
    }

    private void closeNow(CloseCode code, String reason) {
        CloseReason frame = new CloseReason(CloseReason.CloseCodes.getCloseCode(code.number()), reason);
        call(() -> socket.close(frame));
        closed();
    }

    /** A call into the container, which may block. */
    private interface Call {
        void run() throws IOException;
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
            if (calls.leave()) {
                over();
            }
        }
    }

    private void watch() {
        endedAt = gateway.threads().nanoTime();
        gateway.threads().stuck().watch(this);
        if (calls.isOver()) {
            gateway.threads().stuck().forget(this);
        }
    }

    /** It is closed, and no call is left. */
    private void over() {
        gateway.threads().stuck().forget(this);
        gateway.admission()
                .leaving()
                .add(socket, place::leave, gateway.threads().scheduler());
    }

    private void admit(Handshake request) {
        place.enter(request.address());
        if (request.refusal().isPresent()) {
            throw new CloseException(CloseCode.FORBIDDEN, request.refusal().get());
        }
        if (request.tokenInQuery() && !settings().queryToken()) {
            throw new CloseException(
                    CloseCode.UNAUTHORIZED, "token in the URL is switched off: send it in the first frame");
        }
        if (request.token().isPresent()) {
            begin(request.token().get(), request.cursor(), request.batches());
            return;
        }
        handshake = request;
        place.waitForToken();
        authDeadline = gateway.threads()
                .scheduler()
                .schedule(
                        () -> close(CloseCode.UNAUTHORIZED, "token missing"),
                        settings().authDeadline().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void begin(String token, Optional<String> cursor, boolean batches) {
        Caller caller = gateway.verifier().verify(token);
        session = gateway.registry().open(caller, cursor, batches, this);
        if (gone.get()) {
            session.closed();
        }
    }

    private void receive(String part, boolean last) {
        if (closing.get()) {
            return;
        }
        heard();
        int partBytes = part.getBytes(StandardCharsets.UTF_8).length;
        checkLength(partBytes);
        long now = gateway.threads().nanoTime();
        messageBytes += partBytes;
        if (messageBytes > settings().maxFrameBytes()) {
            throw new CloseException(CloseCode.TOO_BIG, "message too large");
        }
        if (!bytes.take(partBytes, now)) {
            throw new CloseException(CloseCode.POLICY, "too many bytes per second");
        }
        if (!last) {
            fragments = fragments == null ? new StringBuilder(part) : fragments.append(part);
            return;
        }
        String message = fragments == null ? part : fragments.append(part).toString();
        fragments = null;
        messageBytes = 0;
        if (!frames.take(1, now)) {
            throw new CloseException(CloseCode.POLICY, "too many frames per second");
        }
        handle(gateway.frames().read(message));
    }

    private static void refuse(ByteBuffer part) {
        checkLength(part.remaining());
        throw new CloseException(CloseCode.UNSUPPORTED_DATA, "text frames only");
    }

    /** The container takes a frame for empty that says it is 2^63 bytes long or longer; so no empty one is taken. */
    private static void checkLength(int partBytes) {
        if (partBytes == 0) {
            throw new CloseException(CloseCode.TOO_BIG, "a frame is empty, or longer than any may be");
        }
    }

    private void heard() {
        if (session != null) {
            session.heard();
        }
    }

    private void handle(ClientFrame frame) {
        if (frame instanceof ClientFrame.Invalid invalid) {
            gateway.metrics().invalid(invalid);
        }
        if (session == null) {
            first(frame);
        } else if (frame instanceof ClientFrame.Ping ping) {
            session.pong(ping.id());
        } else if (frame instanceof ClientFrame.Auth auth) {
            renew(auth);
        } else if (frame instanceof ClientFrame.Invalid invalid) {
            if (++invalidFrames > settings().maxInvalidFrames()) {
                throw new CloseException(CloseCode.POLICY, "too many invalid frames");
            }
            session.error(invalid.code(), invalid.message());
        }
    }

    private void first(ClientFrame frame) {
        if (!(frame instanceof ClientFrame.Auth auth)) {
            throw new CloseException(
                    CloseCode.UNAUTHORIZED, "token missing: the first frame is {\"type\":\"auth\",\"token\":...}");
        }
        stopWaiting();
        Optional<String> cursor = auth.cursor().or(() -> handshake.cursor());
        begin(auth.token(), cursor, auth.accept().contains("batch") || handshake.batches());
        handshake = null;
    }

    private void renew(ClientFrame.Auth auth) {
        try {
            session.renew(gateway.verifier().verify(auth.token()));
        } catch (CloseException refused) {
            session.error(ErrorCode.TOKEN_REFUSED, refused.reason());
        }
    }

    private void stopWaiting() {
        if (place.stopWaiting() && authDeadline != null) {
            authDeadline.cancel(false);
        }
    }

    private void orClose(Runnable step) {
        try {
            step.run();
        } catch (CloseException refused) {
            end(refused.code(), refused.reason());
        } catch (RuntimeException unexpected) {
            LOGGER.log(Level.WARNING, "TASKCAST A connection is closed after an unexpected failure", unexpected);
            end(CloseCode.SERVER_ERROR, "unexpected failure");
        }
    }

    private void end(CloseCode code, String reason) {
        if (session == null) {
            close(code, reason);
        } else {
            session.close(code, reason);
        }
    }

    private SocketSettings settings() {
        return gateway.settings();
    }
}
