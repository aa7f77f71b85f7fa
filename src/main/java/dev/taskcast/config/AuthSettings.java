package dev.taskcast.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which tokens are accepted, and within what limits.
 *
 * @param mode what the gateway runs for
 * @param issuers the issuers whose tokens are accepted; at least one
 * @param clockSkew the allowed difference of clocks
 * @param tokenAge how long a token is accepted after its issue at most, if that is limited
 * @param maxTokenLength the longest token that is read, in characters
 * @param cache how verified tokens are remembered
 * @param jwks how public keys are fetched
 * @param cookie the cookie in which a token may come; if empty, no cookie is read
 * @param secretGenerated whether a secret was made for this run because no secret is configured: a fact to log once
 */
public record AuthSettings(
        Mode mode,
        List<IssuerSettings> issuers,
        Duration clockSkew,
        Optional<Duration> tokenAge,
        int maxTokenLength,
        Cache cache,
        JwksSettings jwks,
        Optional<String> cookie,
        boolean secretGenerated) {
    private static final String TOKEN_AGE = "mp.jwt.verify.token.age";
    private static final String TOKEN_HEADER = "mp.jwt.token.header";
    private static final List<String> HEADERS = List.of("Authorization", "Cookie");
    private static final String ORIGINS = "taskcast.socket.origins";
    /** RFC 6265 §4.1.1. */
    private static final Pattern COOKIE = Pattern.compile("[\\w!#$%&'*+.^`|~-]{1,128}");

    /**
     * How verified tokens are remembered, so that many reconnects at the same time cost no signatures.
     *
     * @param tokens how many tokens are remembered; the least recently used one is forgotten first
     * @param maxAge after how long, at the latest, the signature is checked again
     */
    public record Cache(int tokens, Duration maxAge) {}

    public AuthSettings {
        issuers = List.copyOf(issuers);
        if (issuers.isEmpty()) {
            throw new IllegalArgumentException("No token would be accepted: set BETTER_AUTH_SECRET,"
                    + " mp.jwt.verify.publickey.location or taskcast.auth.issuers. To try Taskcast on this machine, set"
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
                cookie(settings),
                generate);
    }

    /** The issuer that shares {@code BETTER_AUTH_SECRET} with us, if there is one. */
    public Optional<IssuerSettings> shared() {
        return issuers.stream().filter(IssuerSettings::symmetric).findFirst();
    }

    private static Optional<String> cookie(SettingValues settings) {
        boolean read = settings.value(
                TOKEN_HEADER,
                text -> HEADERS.contains(text) ? Optional.of(text.equals("Cookie")) : Optional.empty(),
                String.join(" or ", HEADERS));
        String name = settings.value(
                "mp.jwt.token.cookie",
                text -> COOKIE.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
                "the name of a cookie");
        List<String> open = settings.list(ORIGINS).stream()
                .filter(List.of("*", "null")::contains)
                .toList();
        if (read && !open.isEmpty()) {
            throw new IllegalArgumentException("Setting " + ORIGINS + " has " + open.get(0) + ", and " + TOKEN_HEADER
                    + " is Cookie: then any page could use the cookie of its reader; allowed is a list of origins");
        }
        return read ? Optional.of(name) : Optional.empty();
    }

    private static Duration seconds(SettingValues settings, String key, int max) {
        return Duration.ofSeconds(settings.count(key, 0, max));
    }
}
