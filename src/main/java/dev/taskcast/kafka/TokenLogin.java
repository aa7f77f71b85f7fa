package dev.taskcast.kafka;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;

/**
 * Gets tokens for OAUTHBEARER with the handler that the settings name, through {@link TokenRequests}.
 *
 * <p>Without this class, each client of the gateway would ask an endpoint that refuses, several times for each try.
 * Kafka creates it.
 */
public final class TokenLogin implements AuthenticateCallbackHandler {
    /** The key in a client's properties for the name of the class that gets tokens. */
    static final String HANDLER = "taskcast.token.handler";
    /** The key in a client's properties for the {@link TokenRequests} of the replica. */
    static final String REQUESTS = "taskcast.token.requests";

    private AuthenticateCallbackHandler handler;
    private TokenRequests requests;

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {
        requests = (TokenRequests) configs.get(REQUESTS);
        try {
            handler = Class.forName(
                            configs.get(HANDLER).toString(),
                            true,
                            Thread.currentThread().getContextClassLoader())
                    .asSubclass(AuthenticateCallbackHandler.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException missing) {
            throw new KafkaException(missing);
        }
        handler.configure(configs, mechanism, jaas);
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback token) {
                Optional<String> trouble = requests.send(this::ask, token::token);
                // Otherwise Kafka's login module would log the failure each time, with its whole message.
                trouble.ifPresent(reason -> token.error("no_token", reason, null));
            } else {
                handler.handle(new Callback[] {callback});
            }
        }
    }

    private Optional<OAuthBearerToken> ask() throws IOException, UnsupportedCallbackException {
        OAuthBearerTokenCallback asked = new OAuthBearerTokenCallback();
        handler.handle(new Callback[] {asked});
        return Optional.ofNullable(asked.token());
    }

    @Override
    public void close() {
        if (handler != null) {
            handler.close();
        }
    }
}
