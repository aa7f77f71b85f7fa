package dev.taskcast.socket;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.Outcome;
import dev.taskcast.wire.CloseCode;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The WebSocket endpoint; the container creates one for each connection.
 *
 * <p>{@link SocketConfig} reads the annotation as the endpoint's declaration. It deploys {@link Deployed}, which does
 * not have the annotation.
 */
@ServerEndpoint(
        value = TaskcastEndpoint.PATH,
        subprotocols = TaskcastEndpoint.SUBPROTOCOL,
        configurator = HandshakeConfigurator.class)
public abstract class TaskcastEndpoint extends Endpoint {
    static final String PATH = "/ws";
    static final String SUBPROTOCOL = "taskcast.v1";
    private static final Logger LOGGER = Logger.getLogger(TaskcastEndpoint.class.getName());
    private static final String FAILED = "unexpected failure";

    private final SocketEdge edge;
    private ConnectRequest request;
    private Connection connection;

    TaskcastEndpoint(SocketEdge edge, ConnectRequest request) {
        this.edge = edge;
        this.request = request;
    }

    /** The endpoint as it is deployed. */
    static final class Deployed extends TaskcastEndpoint {
        Deployed(SocketEdge edge, ConnectRequest request) {
            super(edge, request);
        }
    }

    /** Throws nothing: after an exception, the container would neither read the socket nor close it. */
    @Override
    public void onOpen(Session session, EndpointConfig config) {
        try {
            connection = new Connection(edge, session);
            connection.open(request);
        } catch (RuntimeException | Error failed) {
            LOGGER.log(Level.WARNING, "TCAST0801W: A connection is closed after an unexpected failure", failed);
            if (connection == null) {
                end(session);
            } else {
                connection.failed();
            }
        } finally {
            // The request may hold a token.
            request = null;
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (connection != null) {
            connection.closed(reason.getCloseCode().getCode());
        }
    }

    /** Broken connections are normal. The container closes the connection; this method ends its state here. */
    @Override
    public void onError(Session session, Throwable failure) {
        LOGGER.log(Level.FINE, "A connection failed", failure);
        if (connection != null) {
            connection.failed();
        }
    }

    /** Nothing was sent before, so this does not block. */
    private void end(Session session) {
        try {
            session.close(
                    new CloseReason(CloseReason.CloseCodes.getCloseCode(CloseCode.SERVER_ERROR.number()), FAILED));
            edge.metrics().closed(CloseCode.SERVER_ERROR, FAILED);
            edge.metrics().ended(CloseCode.SERVER_ERROR, FAILED);
            edge.metrics().refused(Outcome.FAILED);
        } catch (IOException | RuntimeException alreadyGone) {
            LOGGER.log(Level.FINE, "A connection that could not begin could not be closed", alreadyGone);
        }
    }
}
