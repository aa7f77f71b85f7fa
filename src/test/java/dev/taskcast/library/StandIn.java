package dev.taskcast.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;

/** The mechanism: a client sends one password, and the broker compares it. */
final class StandIn {
    static final String MECHANISM = "AWS_MSK_IAM";
    static final String PASSWORD = "the-password-of-the-stand-in";

    private StandIn() {}

    /** Creates its clients. */
    public static final class Clients implements SaslClientFactory {
        @Override
        public SaslClient createSaslClient(
                String[] mechanisms,
                String authorization,
                String protocol,
                String server,
                Map<String, ?> properties,
                CallbackHandler handler) {
            return new Client(handler);
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[] {MECHANISM};
        }
    }

    /** Creates its servers. */
    public static final class Servers implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(
                String mechanism, String protocol, String server, Map<String, ?> properties, CallbackHandler handler) {
            return new Server();
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[] {MECHANISM};
        }
    }

    private static final class Client implements SaslClient {
        private final CallbackHandler handler;
        private boolean complete;

        Client(CallbackHandler handler) {
            this.handler = handler;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
            PasswordCallback password = new PasswordCallback("password", false);
            try {
                handler.handle(new Callback[] {password});
            } catch (IOException | UnsupportedCallbackException failed) {
                throw new SaslException("No password", failed);
            }
            complete = true;
            return new String(password.getPassword()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean hasInitialResponse() {
            return true;
        }

        @Override
        public String getMechanismName() {
            return MECHANISM;
        }

        @Override
        public boolean isComplete() {
            return complete;
        }

        @Override
        public byte[] unwrap(byte[] incoming, int offset, int length) {
            return incoming;
        }

        @Override
        public byte[] wrap(byte[] outgoing, int offset, int length) {
            return outgoing;
        }

        @Override
        public Object getNegotiatedProperty(String name) {
            return null;
        }

        @Override
        public void dispose() {}
    }

    private static final class Server implements SaslServer {
        private boolean complete;

        @Override
        public byte[] evaluateResponse(byte[] response) throws SaslException {
            if (!PASSWORD.equals(new String(response, StandardCharsets.UTF_8))) {
                throw new SaslException("Another password");
            }
            complete = true;
            return new byte[0];
        }

        @Override
        public String getAuthorizationID() {
            return "taskcast";
        }

        @Override
        public String getMechanismName() {
            return MECHANISM;
        }

        @Override
        public boolean isComplete() {
            return complete;
        }

        @Override
        public byte[] unwrap(byte[] incoming, int offset, int length) {
            return incoming;
        }

        @Override
        public byte[] wrap(byte[] outgoing, int offset, int length) {
            return outgoing;
        }

        @Override
        public Object getNegotiatedProperty(String name) {
            return null;
        }

        @Override
        public void dispose() {}
    }
}
