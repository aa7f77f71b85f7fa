package dev.taskcast.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The WebSocket endpoint; the container makes one for each connection.
 *
 * <p>It is annotated, and it extends {@link Endpoint}: Open Liberty bounds the size of fragmented messages
 * only for an endpoint that is deployed as a programmatic one, see {@link SocketConfig}.
 */
@ServerEndpoint(value = "/ws", subprotocols = Handshake.SUBPROTOCOL, configurator = HandshakeConfigurator.class)
public class TaskcastEndpoint extends Endpoint {
    private static final Logger LOGGER = Logger.getLogger(TaskcastEndpoint.class.getName());

    private final Gateway gateway;
    private Connection connection;

    /** For the annotation scanner only. */
    public TaskcastEndpoint() {
        this(null);
    }

    TaskcastEndpoint(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    @OnOpen
    public void onOpen(Session session, EndpointConfig config) {
        Handshake handshake = (Handshake) session.getUserProperties().remove(HandshakeConfigurator.HANDSHAKE);
        connection = new Connection(gateway, session);
        connection.open(handshake);
    }

    @Override
    @OnClose
    public void onClose(Session session, CloseReason reason) {
        connection.closed();
    }

    /** A broken connection is everyday life; the container closes it, here its state goes. */
    @Override
    @OnError
    public void onError(Session session, Throwable failure) {
        LOGGER.log(Level.FINE, "A connection failed", failure);
        if (connection != null) {
            connection.failed();
        }
    }
}
