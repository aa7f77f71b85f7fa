package dev.taskcast.auth;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The users whose older tokens are refused, each with a time: tokens that were issued before that time are refused.
 *
 * <p>Thread-safe. The newest {@value #CAPACITY} users are kept until the process ends. A replica that starts later
 * knows only the revocations from the time that its window covers.
 */
@Singleton
public final class Revocations {
    private static final int CAPACITY = 100_000;

    private final Map<String, Instant> users = new LinkedHashMap<>();

    /** From now on, a token of {@code user} that was issued before {@code issuedBefore} is refused. */
    public synchronized void add(String user, Instant issuedBefore) {
        Instant known = users.remove(user);
        users.put(user, known != null && known.isAfter(issuedBefore) ? known : issuedBefore);
        if (users.size() > CAPACITY) {
            users.remove(users.keySet().iterator().next());
        }
    }

    /** Whether the token of {@code caller} was issued too early. */
    public synchronized boolean revokes(Caller caller) {
        Instant before = users.get(caller.user());
        return before != null && caller.issuedAt().isBefore(before);
    }

    /**
     * Does nothing if the token of {@code caller} was not revoked.
     *
     * @throws Refusal if it was
     */
    public void check(Caller caller) {
        if (revokes(caller)) {
            throw new Refusal(Refusal.Kind.FORBIDDEN, "token revoked");
        }
    }
}
