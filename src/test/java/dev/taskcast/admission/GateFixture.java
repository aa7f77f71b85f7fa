package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SocketSettings;

/** Gates for the tests of the edges. */
public final class GateFixture {
    private GateFixture() {}

    /** One in production with these settings, behind no proxy. */
    public static Gate gate(SocketSettings socket, TokenVerifier verifier) {
        return gate(socket, verifier, new Admission(socket));
    }

    static Gate gate(SocketSettings socket, TokenVerifier verifier, Admission admission) {
        Proxies proxies = new Proxies(settings().proxy());
        return new Gate(admission, proxies, new Origins(socket, proxies, Mode.PRODUCTION), verifier);
    }
}
