package dev.taskcast.events;

import java.time.Instant;

/**
 * The control record {@code session.revoke}: it ends the sessions of {@code user}, and the gateway then refuses tokens
 * issued before {@code issuedBefore}.
 */
public record Revocation(String user, Instant issuedBefore) implements Event {
    @Override
    public String key() {
        return user;
    }
}
