package dev.taskcast.library;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.spi.LoginModule;

/** The login module of the mechanism; it registers the mechanism, for clients and for the broker. */
public final class StandInLogin implements LoginModule {
    static {
        Security.addProvider(new Mechanism());
    }

    @Override
    public void initialize(Subject subject, CallbackHandler handler, Map<String, ?> shared, Map<String, ?> options) {}

    @Override
    public boolean login() {
        return true;
    }

    @Override
    public boolean commit() {
        return true;
    }

    @Override
    public boolean abort() {
        return false;
    }

    @Override
    public boolean logout() {
        return true;
    }

    private static final class Mechanism extends Provider {
        private static final long serialVersionUID = 1L;

        Mechanism() {
            super("A stand-in of tests", "1", "AWS_MSK_IAM, by a password");
            put("SaslClientFactory." + StandIn.MECHANISM, StandIn.Clients.class.getName());
            put("SaslServerFactory." + StandIn.MECHANISM, StandIn.Servers.class.getName());
        }
    }
}
