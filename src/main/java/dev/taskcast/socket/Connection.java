package dev.taskcast.socket;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.Session;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.ServerFrames;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
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
 * deadline and the session close from other threads. So {@code gone}, {@link Permit} and {@link Outbound} take what happens once
 * by a compare-and-set, and whoever succeeds does what belongs to it.
 */
final class Connection implements MessageHandler.Partial<String> {
    private static final Logger LOGGER = Logger.getLogger(Connection.class.getName());

    private final Gateway gateway;
    private final jakarta.websocket.Session socket;
    private final Outbound outbound;
    private final RateLimit frames;
    private final RateLimit bytes;
    private final Permit permit;
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile Session session;
    private ScheduledFuture<?> authDeadline;
    private Handshake handshake;
    private StringBuilder fragments;
    private int messageBytes;
    private int invalidFrames;

    Connection(Gateway gateway, jakarta.websocket.Session socket) {
        this.gateway = gateway;
        this.socket = socket;
        this.permit = new Permit(gateway.admission());
        this.outbound = new Outbound(gateway, socket, permit, this::closed);
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

    /** The socket is closed, by either side. */
    void closed() {
        if (gone.compareAndSet(false, true)) {
            stopWaiting();
            if (session != null) {
                session.closed();
            }
            outbound.gone();
        }
    }

    /** The container found the socket broken. */
    void failed() {
        if (session != null) {
            session.closed();
        }
        close(CloseCode.SERVER_ERROR, "the connection failed");
    }

    private void close(CloseCode code, String reason) {
        stopWaiting();
        outbound.close(code, reason);
    }

    private void admit(Handshake request) {
        permit.enter(request.address());
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
        permit.waitForToken();
        authDeadline = gateway.threads()
                .scheduler()
                .schedule(this::tokenIsMissing, settings().authDeadline().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Unless the token has come at this moment. */
    private void tokenIsMissing() {
        if (permit.stopWaiting()) {
            outbound.close(CloseCode.UNAUTHORIZED, "token missing");
        }
    }

    private void begin(String token, Optional<String> cursor, boolean batches) {
        Caller caller = gateway.verifier().verify(token);
        try {
            session = gateway.registry().open(caller, cursor, batches, outbound);
        } catch (CloseException refused) {
            if (refused.code() == CloseCode.FORBIDDEN) {
                gateway.verifier().refuse(token, refused);
            }
            throw refused;
        }
        if (gone.get()) {
            session.closed();
        }
    }

    private void receive(String part, boolean last) {
        if (outbound.isClosing()) {
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

    /** This container hands a frame of 2^63 bytes or more over as an empty one. So an empty one is refused. */
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
            countFailed();
            session.error(invalid.code(), invalid.message());
        }
    }

    private void countFailed() {
        if (++invalidFrames > settings().maxInvalidFrames()) {
            throw new CloseException(CloseCode.POLICY, "too many invalid frames");
        }
    }

    private void first(ClientFrame frame) {
        if (frame instanceof ClientFrame.Invalid wrong && wrong.code() == ErrorCode.INVALID_FIELD) {
            countFailed();
            outbound.answer(ServerFrames.error(wrong.code(), wrong.message()));
            return;
        }
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
            if (session.renew(gateway.verifier().verify(auth.token()))) {
                return;
            }
        } catch (CloseException refused) {
            session.error(ErrorCode.TOKEN_REFUSED, refused.reason());
        }
        gateway.metrics().invalid(new ClientFrame.Invalid(ErrorCode.TOKEN_REFUSED, "renewal refused"));
        countFailed();
    }

    private void stopWaiting() {
        if (permit.stopWaiting() && authDeadline != null) {
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
