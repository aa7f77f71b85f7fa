package dev.taskcast.socket;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Set;

/**
 * Deploys the endpoint in code, with the values of {@link TaskcastEndpoint}'s annotation.
 *
 * <p>The deployed class does not have the annotation. For an annotated class, Open Liberty would not check the declared
 * length of a frame, and would keep all bytes of it.
 */
public class SocketConfig implements ServerApplicationConfig {
    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        ServerEndpoint declared = TaskcastEndpoint.class.getAnnotation(ServerEndpoint.class);
        return Set.of(ServerEndpointConfig.Builder.create(TaskcastEndpoint.Deployed.class, declared.value())
                .subprotocols(List.of(declared.subprotocols()))
                .configurator(configurator(declared))
                .build());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return Set.of();
    }

    private static ServerEndpointConfig.Configurator configurator(ServerEndpoint declared) {
        try {
            return declared.configurator().getConstructor().newInstance();
        } catch (ReflectiveOperationException unusable) {
            throw new IllegalStateException("The endpoint has no configurator", unusable);
        }
    }
}
