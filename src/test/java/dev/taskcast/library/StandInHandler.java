package dev.taskcast.library;

import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/**
 * The callback handler of the mechanism: it knows the password. It implements Kafka's interface, so it must find the
 * one of the WAR.
 */
public final class StandInHandler implements AuthenticateCallbackHandler {
    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {
        if (!mechanism.equals(StandIn.MECHANISM)) {
            throw new IllegalArgumentException(mechanism);
        }
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (!(callback instanceof PasswordCallback password)) {
                throw new UnsupportedCallbackException(callback);
            }
            password.setPassword(StandIn.PASSWORD.toCharArray());
        }
    }

    @Override
    public void close() {}
}
