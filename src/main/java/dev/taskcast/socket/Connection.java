package dev.taskcast.socket;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.Transport;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.ServerFrames;
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
 * deadline and the session close from other threads. The three claims below are therefore atomic, and
 * whoever turns one does what belongs to it, once.
 */
final class Connection implements MessageHandler.Partial<String>, Transport {
    private static final Logger LOGGER = Logger.getLogger(Connection.class.getName());

    private final Gateway gateway;
    private final jakarta.websocket.Session socket;
    private final FirstAnswers outbound;
    private final RateLimit frames;
    private final RateLimit bytes;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile Session session;
    private Addresses.Source source;
    private ScheduledFuture<?> authDeadline;
    private Handshake handshake;
    private StringBuilder fragments;
    private int messageBytes;
    private int invalidFrames;

    Connection(Gateway gateway, jakarta.websocket.Session socket) {
        this.gateway = gateway;
        this.socket = socket;
        this.outbound = new FirstAnswers(new Outbound(socket, gateway.basicSends())::send);
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
        socket.addMessageHandler(
                ByteBuffer.class, (part, last) -> close(CloseCode.UNSUPPORTED_DATA, "text frames only"));
        socket.addMessageHandler(PongMessage.class, pong -> heard());
        orClose(() -> admit(request));
    }

    @Override
    public void onMessage(String part, boolean last) {
        orClose(() -> receive(part, last));
    }

    /** The socket is gone, closed by either side. */
    void closed() {
        if (gone.compareAndSet(false, true)) {
            stopWaiting();
            gateway.admission().left();
            if (source != null) {
                gateway.admission().left(source);
            }
            if (session != null) {
                session.closed();
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
    public void send(String frame, Completion done) {
        outbound.send(frame, done);
    }

    @Override
    public boolean ping() {
        try {
            // Not empty: the container loses its place in the stream after some empty frames, and a pong repeats this.
            socket.getBasicRemote().sendPing(ByteBuffer.allocate(1));
            return true;
        } catch (IOException | RuntimeException failed) {
            return false;
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (closing.compareAndSet(false, true)) {
            gateway.metrics().closed(code, reason);
            stopWaiting();
            gateway.threads().closers().execute(() -> closeNow(code, reason));
        }
    }

    private void closeNow(CloseCode code, String reason) {
        try {
            socket.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code.number()), reason));
        } catch (IOException | RuntimeException alreadyGone) {
            LOGGER.log(Level.FINE, "A close frame could not be sent", alreadyGone);
        } finally {
            closed();
        }
    }

    private void admit(Handshake request) {
        gateway.admission().entered();
        source = gateway.admission().enteredFrom(request.address());
        if (!request.isAllowed(settings().origins())) {
            throw new CloseException(CloseCode.FORBIDDEN, "origin not allowed");
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
        waiting.set(true);
        gateway.admission().waits();
        authDeadline = gateway.threads()
                .scheduler()
                .schedule(
                        () -> close(CloseCode.UNAUTHORIZED, "token missing"),
                        settings().authDeadline().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void begin(String token, Optional<String> cursor, boolean batches) {
        Caller caller = gateway.verifier().verify(token);
        try {
            session = gateway.registry().open(caller, cursor, batches, this);
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
        if (closing.get()) {
            return;
        }
        heard();
        int partBytes = part.getBytes(StandardCharsets.UTF_8).length;
        long now = gateway.threads().nanoTime();
        // A part counts even if it is empty: otherwise empty ones could follow one another for ever.
        messageBytes += last ? partBytes : Math.max(1, partBytes);
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
        if (waiting.compareAndSet(true, false)) {
            gateway.admission().stoppedWaiting();
            if (authDeadline != null) {
                authDeadline.cancel(false);
            }
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
