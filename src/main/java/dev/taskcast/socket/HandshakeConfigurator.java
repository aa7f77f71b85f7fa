package dev.taskcast.socket;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.function.Supplier;

/**
 * Provides the endpoint for a request that {@link UpgradeFilter} accepted.
 *
 * <p>Every such request is upgraded, even from a foreign origin or with a bad token. A browser cannot see an HTTP
 * status, but it can see a close code.
 */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {
    private final Supplier<SocketEdge> container;
    /** Kept after the first handshake: the container searches for the bean at every lookup. */
    private volatile SocketEdge edge;

    /**
     * For the container, which creates this object before the settings are checked. The edge is therefore created at
     * the first handshake.
     */
    public HandshakeConfigurator() {
        this(CDI.current().select(SocketEdge.class)::get);
    }

    HandshakeConfigurator(Supplier<SocketEdge> container) {
        this.container = container;
    }

    /**
     * Whether the request came through {@link UpgradeFilter}. A refusal costs nothing here; later it would cost a
     * descriptor.
     */
    @Override
    public boolean checkOrigin(String origin) {
        return UpgradeFilter.current().isPresent();
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(
                new TaskcastEndpoint.Deployed(edge(), UpgradeFilter.current().orElseThrow()));
    }

    /** Two first handshakes may both look it up: both get the same bean. */
    private SocketEdge edge() {
        if (edge == null) {
            edge = container.get();
        }
        return edge;
    }
}
