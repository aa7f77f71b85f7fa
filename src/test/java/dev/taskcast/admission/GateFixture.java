package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.Lines;

/** Gates for the tests of the edges. */
public final class GateFixture {
    private GateFixture() {}

    /** A gate in production with these settings, without a proxy. */
    public static Gate gate(SocketSettings socket, TokenVerifier verifier) {
        return gate(socket, verifier, Mode.PRODUCTION);
    }

    /** A gate in this mode. */
    public static Gate gate(SocketSettings socket, TokenVerifier verifier, Mode mode) {
        return gate(socket, verifier, new Admission(socket, settings().session()), mode);
    }

    /** A gate in production that also reads a token in the cookie {@code name}. */
    public static Gate gateWithCookie(String name, SocketSettings socket, TokenVerifier verifier) {
        Proxies proxies = new Proxies(settings().proxy());
        Origins origins = new Origins(socket, proxies, Mode.PRODUCTION);
        AuthSettings cookies = settings()
                .with("BETTER_AUTH_SECRET", "s".repeat(32))
                .with("mp.jwt.token.header", "Cookie")
                .with("mp.jwt.token.cookie", name)
                .auth();
        return new Gate(
                new Admission(socket, settings().session()),
                proxies,
                origins,
                new HttpTokens(cookies, origins),
                verifier);
    }

    /** The log lines about foreign pages, from now on. */
    public static Lines linesOfOrigins() {
        return new Lines(Origins.class);
    }

    static Gate gate(SocketSettings socket, TokenVerifier verifier, Admission admission) {
        return gate(socket, verifier, admission, Mode.PRODUCTION);
    }

    private static Gate gate(SocketSettings socket, TokenVerifier verifier, Admission admission, Mode mode) {
        Proxies proxies = new Proxies(settings().proxy());
        Origins origins = new Origins(socket, proxies, mode);
        return new Gate(admission, proxies, origins, HttpTokens.ofAuthorization(), verifier);
    }
}
