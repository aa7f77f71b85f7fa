package dev.taskcast.socket;

import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.Outcome;
import dev.taskcast.admission.Permit;
import dev.taskcast.auth.Refusal;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.Transport;
import dev.taskcast.socket.Lifecycle.Stage;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.ServerFrames;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * One socket, from its upgrade to its close: it waits for a token if the request had no token, then carries a
 * {@link Session}.
 *
 * <p>Several threads use it; {@link Lifecycle} says which thread does what.
 */
final class Connection implements MessageHandler.Partial<String> {
    private static final Future<?> NO_DEADLINE = CompletableFuture.completedFuture(null);
    private static final ClientFrame.Invalid FOREIGN_CURSOR =
            new ClientFrame.Invalid(ErrorCode.INVALID_FIELD, "Expected cursor: a cursor of this topic");
    private static final ClientFrame.Invalid NO_NEWER_TOKEN =
            new ClientFrame.Invalid(ErrorCode.INVALID_FIELD, "Expected token: the cookie is only for the first frame");
    private static final Logger LOGGER = Logger.getLogger(Connection.class.getName());
    /** The user property of the socket that holds the verified token of its client. */
    static final String PRINCIPAL = JsonWebToken.class.getName();

    private final SocketEdge edge;
    private final jakarta.websocket.Session socket;
    private final Permit permit;
    private final Outbound outbound;
    private final Inbound inbound;
    private final Lifecycle lifecycle = new Lifecycle();
    private volatile Future<?> deadline = NO_DEADLINE;

    Connection(SocketEdge edge, jakarta.websocket.Session socket) {
        this.edge = edge;
        this.socket = socket;
        this.permit = edge.door().permit(Carrier.WEBSOCKET);
        this.outbound = new Outbound(edge, socket, permit, () -> closed(CloseCode.NORMAL.number()));
        this.inbound = new Inbound(edge.settings(), edge.threads().nanoTime());
    }

    /** Configures the socket, and admits its client. */
    void open(ConnectRequest request) {
        socket.setMaxIdleTimeout(0);
        socket.setMaxTextMessageBufferSize(edge.settings().maxFrameBytes());
        socket.setMaxBinaryMessageBufferSize(edge.settings().maxFrameBytes());
        socket.addMessageHandler(String.class, this);
        socket.addMessageHandler(ByteBuffer.class, (part, last) -> orClose(() -> Inbound.refuse(part)));
        socket.addMessageHandler(PongMessage.class, pong -> heard());
        WaitingRead.of(
                socket, edge.settings().maxFrameBytes(), reason -> end(CloseCode.POLICY, reason), outbound.calls());
        orClose(() -> admit(request));
        HandshakeRemains.letGoLater(socket, edge.threads());
    }

    @Override
    public void onMessage(String part, boolean last) {
        orClose(() -> receive(part, last));
    }

    /** The socket was closed, by either side, with this close code. */
    void closed(int code) {
        clearUp(lifecycle.end(), Outcome.ABANDONED);
        outbound.gone(code);
    }

    /** The container found that the socket is broken. */
    void failed() {
        clearUp(lifecycle.end(), Outcome.ABANDONED);
        outbound.close(CloseCode.SERVER_ERROR, Transport.BROKEN);
    }

    private void admit(ConnectRequest request) {
        edge.door().enter(permit, request);
        if (!request.waitsForFrame()) {
            begin(request);
            return;
        }
        permit.waitForToken();
        if (lifecycle.await(request)) {
            deadline = edge.threads()
                    .scheduler()
                    .schedule(
                            this::tokenIsMissing, edge.settings().authDeadline().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            permit.stopWaiting();
        }
    }

    /** Closes the connection, unless the token arrives at this moment. */
    private void tokenIsMissing() {
        if (lifecycle.expire()) {
            permit.stopWaiting();
            edge.metrics().refused(Outcome.UNAUTHENTICATED);
            outbound.close(CloseCode.UNAUTHORIZED, "token missing");
        }
    }

    private void begin(ConnectRequest request) {
        Session session = edge.door().open(request, Carrier.WEBSOCKET, outbound);
        if (lifecycle.open(session)) {
            identify(session);
            edge.metrics().opened(request);
        } else {
            session.closed();
        }
    }

    /** Stores the newest token's caller in the socket's properties; does nothing if the socket has ended. */
    private void identify(Session session) {
        try {
            Map<String, Object> properties = socket.getUserProperties();
            if (properties != null) {
                properties.put(PRINCIPAL, session.caller());
            }
        } catch (IllegalStateException ended) {
            LOGGER.log(Level.FINE, "A socket ended before its user was stored", ended);
        }
    }

    private void receive(String part, boolean last) {
        if (outbound.isClosing()) {
            return;
        }
        heard();
        Optional<String> whole = inbound.take(part, last, edge.threads().nanoTime());
        edge.metrics().received(inbound.partBytes());
        whole.ifPresent(message -> handle(edge.frames().read(message)));
    }

    private void heard() {
        if (lifecycle.stage() instanceof Stage.Open open) {
            open.session().heard();
        }
    }

    private void handle(ClientFrame frame) {
        if (frame instanceof ClientFrame.Invalid invalid) {
            edge.metrics().invalid(invalid);
        }
        Stage stage = lifecycle.stage();
        if (stage instanceof Stage.Waiting waiting) {
            first(frame, waiting);
        } else if (stage instanceof Stage.Open open) {
            next(frame, open.session());
        }
    }

    private void first(ClientFrame frame, Stage.Waiting waiting) {
        if (frame instanceof ClientFrame.Invalid wrong && wrong.code() == ErrorCode.INVALID_FIELD) {
            inbound.mistake();
            outbound.answer(ServerFrames.error(wrong.code(), wrong.message()));
            return;
        }
        if (!(frame instanceof ClientFrame.Auth auth)) {
            throw new CloseException(
                    CloseCode.UNAUTHORIZED, "token missing: the first frame is {\"type\":\"auth\",\"token\":...}");
        }
        if (lifecycle.check(waiting)) {
            stopWaiting();
            begin(waiting.request().with(auth));
        }
    }

    private void next(ClientFrame frame, Session session) {
        if (frame instanceof ClientFrame.Ping ping) {
            session.pong(ping.id());
        } else if (frame instanceof ClientFrame.Narrow narrow) {
            session.narrow(narrow.filter());
        } else if (frame instanceof ClientFrame.Ack ack) {
            acknowledge(session, ack);
        } else if (frame instanceof ClientFrame.Auth auth) {
            renew(session, auth);
        } else if (frame instanceof ClientFrame.Invalid invalid) {
            wrong(session, invalid);
        }
    }

    private void acknowledge(Session session, ClientFrame.Ack ack) {
        // A cursor of another topic gets no answer: a client cannot know that the topic of its cursor was replaced.
        if (!session.acknowledge(ack.cursor())) {
            edge.metrics().invalid(FOREIGN_CURSOR);
        }
    }

    private void wrong(Session session, ClientFrame.Invalid invalid) {
        inbound.mistake();
        session.error(invalid.code(), invalid.message());
    }

    private void renew(Session session, ClientFrame.Auth auth) {
        if (auth.token().isEmpty()) {
            edge.metrics().invalid(NO_NEWER_TOKEN);
            wrong(session, NO_NEWER_TOKEN);
            return;
        }
        try {
            if (edge.door().renew(session, auth.token().get())) {
                identify(session);
                return;
            }
        } catch (Refusal refused) {
            session.error(ErrorCode.TOKEN_REFUSED, refused.reason());
        }
        edge.metrics().invalid(new ClientFrame.Invalid(ErrorCode.TOKEN_REFUSED, "renewal refused"));
        inbound.mistake();
    }

    private void orClose(Runnable step) {
        try {
            step.run();
        } catch (CloseException refused) {
            end(refused.code(), refused.reason());
        } catch (Refusal refused) {
            end(Refusals.code(refused.kind()), refused.reason(), Outcome.of(refused.kind()));
        } catch (RuntimeException unexpected) {
            LOGGER.log(Level.WARNING, "TCAST0801W: A connection is closed after an unexpected failure", unexpected);
            end(CloseCode.SERVER_ERROR, "unexpected failure");
        }
    }

    private void end(CloseCode code, String reason) {
        end(code, reason, Refusals.outcome(code));
    }

    private void end(CloseCode code, String reason, Outcome outcome) {
        Stage before = lifecycle.end();
        if (before instanceof Stage.Open open) {
            open.session().close(code, reason);
        } else if (!(before instanceof Stage.Ended)) {
            clearUp(before, outcome);
            outbound.close(code, reason);
        }
    }

    /**
     * Does what must follow the end of a stage. {@code outcome} says what became of the connection if it had no
     * session.
     */
    private void clearUp(Stage before, Outcome outcome) {
        if (before instanceof Stage.Waiting) {
            stopWaiting();
        }
        if (before instanceof Stage.Waiting || before instanceof Stage.Checking) {
            edge.metrics().refused(outcome);
        } else if (before instanceof Stage.Open open) {
            open.session().closed();
        }
    }

    private void stopWaiting() {
        permit.stopWaiting();
        deadline.cancel(false);
    }
}
