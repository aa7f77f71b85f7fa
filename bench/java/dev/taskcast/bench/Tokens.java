package dev.taskcast.bench;

import dev.taskcast.harness.TestTokens;
import java.util.ArrayList;
import java.util.List;

/** The users' tokens (HS256), signed before any measurement. */
final class Tokens {
    /** The secret that signs them; every server of a run gets it. */
    static final String SECRET = "a-secret-that-only-the-benchmark-of-taskcast-uses";

    private final TestTokens issuer = new TestTokens(SECRET);
    private final List<String> signed = new ArrayList<>();

    /** Signs the tokens of the users up to {@code users}. */
    void prepare(int users) {
        while (signed.size() < users) {
            signed.add(issuer.of(Event.name(signed.size() + 1)));
        }
    }

    String of(int user) {
        return signed.get(user - 1);
    }
}
