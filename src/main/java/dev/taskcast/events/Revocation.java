package dev.taskcast.events;

import java.time.Instant;

/**
 * The control record {@code session.revoke}: sessions of {@code user} end, and tokens issued before
 * {@code issuedBefore} are refused from then on.
 */
public record Revocation(String user, Instant issuedBefore) implements Event {
    @Override
    public String key() {
        return user;
    }
}
