package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.events.Revocation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The users whose older tokens are refused, each with the time before which they were issued.
 *
 * <p>Thread-safe. Kept until the process ends, at most {@value #CAPACITY} of them; a replica that starts
 * later knows those that are in the window that it reads back.
 */
final class Revocations {
    private static final int CAPACITY = 100_000;

    private final Map<String, Instant> users = new LinkedHashMap<>();

    synchronized void add(Revocation revocation) {
        Instant before = users.remove(revocation.user());
        Instant later =
                before != null && before.isAfter(revocation.issuedBefore()) ? before : revocation.issuedBefore();
        users.put(revocation.user(), later);
        if (users.size() > CAPACITY) {
            users.remove(users.keySet().iterator().next());
        }
    }

    /** Whether the token that proves {@code caller} was issued too early. */
    synchronized boolean revokes(Caller caller) {
        Instant before = users.get(caller.user());
        return before != null && caller.issuedAt().isBefore(before);
    }
}
