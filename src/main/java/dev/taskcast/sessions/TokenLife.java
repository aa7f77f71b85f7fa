package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import java.time.Duration;
import java.time.Instant;

/** The newest token of a session, and whether its client knows that it ends soon. Thread-safe. */
final class TokenLife {
    private Caller caller;
    private boolean announced;

    TokenLife(Caller caller) {
        this.caller = caller;
    }

    synchronized Caller caller() {
        return caller;
    }

    synchronized void renew(Caller newer) {
        caller = newer;
        announced = false;
    }

    /** Whether the client is to be told now that the token ends within {@code warning}: true once for each token. */
    synchronized boolean announces(Instant now, Duration warning) {
        Instant end = caller.expiresAt();
        if (announced || end.equals(Instant.MAX) || now.isBefore(end.minus(warning))) {
            return false;
        }
        announced = true;
        return true;
    }
}
