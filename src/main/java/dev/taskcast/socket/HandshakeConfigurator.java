package dev.taskcast.socket;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Reads the upgrade request and makes the endpoint.
 *
 * <p>Every upgrade is accepted, also from a foreign origin or with a bad token: a browser cannot see an HTTP
 * status, it can see a close code.
 */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {
    static final String HANDSHAKE = "dev.taskcast.handshake";

    private final Gateway gateway = CDI.current().select(Gateway.class).get();
    private final Pages pages = CDI.current().select(Pages.class).get();
    private final Proxies proxies = CDI.current().select(Proxies.class).get();

    @Override
    public boolean checkOrigin(String origin) {
        return true;
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        HttpServletRequest whole = UpgradeFilter.current();
        Handshake handshake =
                Handshake.of(request, whole.getQueryString(), pages.refusal(whole), proxies.client(whole));
        config.getUserProperties().put(HANDSHAKE, handshake);
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(new TaskcastEndpoint(gateway));
    }
}
