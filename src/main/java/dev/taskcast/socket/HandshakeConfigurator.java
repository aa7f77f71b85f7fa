package dev.taskcast.socket;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.function.Supplier;

/**
 * Makes the endpoint for a request that {@link UpgradeFilter} let in.
 *
 * <p>Every such request is accepted, also from a foreign origin or with a bad token: a browser cannot see an HTTP
 * status, it can see a close code.
 */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {
    private final Supplier<SocketEdge> container;
    /** Kept from the first handshake on: the container looks for it anew whenever it is asked. */
    private volatile SocketEdge edge;

    /** For the container, which makes it before the settings have been checked: so the edge is made at the first handshake. */
    public HandshakeConfigurator() {
        this(CDI.current().select(SocketEdge.class)::get);
    }

    HandshakeConfigurator(Supplier<SocketEdge> container) {
        this.container = container;
    }

    /** Whether the request came through the gate: here a refusal still costs nothing, later it would cost a descriptor. */
    @Override
    public boolean checkOrigin(String origin) {
        return UpgradeFilter.current().isPresent();
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(
                new TaskcastEndpoint.Deployed(edge(), UpgradeFilter.current().orElseThrow()));
    }

    /** Two first handshakes may both ask: it is one bean. */
    private SocketEdge edge() {
        if (edge == null) {
            edge = container.get();
        }
        return edge;
    }
}
