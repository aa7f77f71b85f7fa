package dev.taskcast.socket;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Set;

/**
 * Deploys the endpoint as a programmatic one, with what its annotation says.
 *
 * <p>Deployed by its annotation, Open Liberty would check the size of each frame only, and a message in
 * endless fragments would be collected in memory.
 */
public class SocketConfig implements ServerApplicationConfig {
    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        ServerEndpoint annotation = TaskcastEndpoint.class.getAnnotation(ServerEndpoint.class);
        return Set.of(ServerEndpointConfig.Builder.create(TaskcastEndpoint.class, annotation.value())
                .subprotocols(List.of(annotation.subprotocols()))
                .configurator(new HandshakeConfigurator())
                .build());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return Set.of();
    }
}
