package dev.taskcast.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whose tokens are believed, and within what bounds.
 *
 * @param mode what the gateway runs for
 * @param issuers the parties whose tokens are believed; at least one
 * @param clockSkew by how much clocks may differ
 * @param tokenAge how long after its issue a token is accepted at most, if that is limited
 * @param maxTokenLength the longest token that is looked at, in characters
 * @param cache how verified tokens are remembered
 * @param jwks how public keys are fetched
 * @param secretGenerated whether a secret was made for this run because none is configured: a fact to log once
 */
public record AuthSettings(
        Mode mode,
        List<IssuerSettings> issuers,
        Duration clockSkew,
        Optional<Duration> tokenAge,
        int maxTokenLength,
        Cache cache,
        JwksSettings jwks,
        boolean secretGenerated) {
    private static final String TOKEN_AGE = "mp.jwt.verify.token.age";

    /**
     * How verified tokens are remembered, so that a storm of reconnects costs no signatures.
     *
     * @param tokens how many; the least recently used one goes first
     * @param maxAge how long at most before the signature is checked again
     */
    public record Cache(int tokens, Duration maxAge) {}

    public AuthSettings {
        issuers = List.copyOf(issuers);
        if (issuers.isEmpty()) {
            throw new IllegalArgumentException("Nobody's tokens would be believed: set BETTER_AUTH_SECRET,"
                    + " mp.jwt.verify.publickey.location or taskcast.auth.issuers, or for a try at this machine"
                    + " taskcast.mode=development");
        }
    }

    /** The settings of a gateway in {@code mode}; without a secret, development makes one for this run. */
    public static AuthSettings read(SettingValues settings, Mode mode) {
        IssuerParser reader = new IssuerParser(settings);
        boolean generate = mode == Mode.DEVELOPMENT && !reader.hasSecret();
        return new AuthSettings(
                mode,
                reader.issuers(generate),
                seconds(settings, "mp.jwt.verify.clock.skew", 600),
                settings.optional(TOKEN_AGE).map(set -> seconds(settings, TOKEN_AGE, 31_536_000)),
                (int) settings.bytes("taskcast.auth.max-token-size", 256, 64 << 10),
                new Cache(
                        settings.count("taskcast.auth.cache.tokens", 0, 1_000_000),
                        settings.duration("taskcast.auth.cache.max-age", Duration.ofSeconds(1), Duration.ofDays(1))),
                JwksSettings.read(settings),
                generate);
    }

    /** The party that shares {@code BETTER_AUTH_SECRET} with us, if there is one. */
    public Optional<IssuerSettings> shared() {
        return issuers.stream().filter(IssuerSettings::symmetric).findFirst();
    }

    private static Duration seconds(SettingValues settings, String key, int max) {
        return Duration.ofSeconds(settings.count(key, 0, max));
    }
}
