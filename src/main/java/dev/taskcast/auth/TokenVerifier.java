package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;

/**
 * Tells who is asking, from a token: the only place that does, however the token came.
 *
 * <p>Safe for use by several threads. It waits for the network only while it has no key for the token, and
 * no longer than {@code taskcast.auth.jwks.timeout}. Whoever makes one closes it.
 */
public final class TokenVerifier implements AutoCloseable {
    private final AuthSettings settings;
    private final InstantSource clock;
    private final List<Issuer> issuers;
    private final VerifiedTokens verified;

    /**
     * A verifier of the tokens that {@code settings} believe, by the time of {@code clock}.
     *
     * @throws IllegalArgumentException if a setting holds what cannot be a key; names the setting
     */
    public TokenVerifier(AuthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.verified = new VerifiedTokens(settings.cache());
        this.issuers = settings.issuers().stream()
                .map(issuer -> new Issuer(settings, issuer, KeySources.of(issuer, settings.jwks(), clock)))
                .toList();
        // Once all of them are known to be right: else nobody would stop those that came first.
        issuers.forEach(Issuer::start);
    }

    /** The settings whose keys could not be read yet, each with the reason; empty once all issuers have keys. */
    public List<String> missingKeys() {
        return issuers.stream().flatMap(issuer -> issuer.missingKeys().stream()).toList();
    }

    /**
     * Whom {@code token} proves; null and blank count as missing.
     *
     * @throws dev.taskcast.wire.CloseException 4001 with a reason that names the kind of failure, or 1013 while the
     *     keys that decide about it are out of reach
     */
    public Caller verify(String token) {
        if (token == null || token.isBlank()) {
            throw Refusal.MISSING.exception();
        }
        if (token.length() > settings.maxTokenLength()) {
            throw Refusal.TOO_LARGE.exception();
        }
        Instant now = clock.instant();
        ByteBuffer fingerprint = VerifiedTokens.fingerprint(token);
        return verified.find(fingerprint, now).orElseGet(() -> prove(token, fingerprint, now));
    }

    private Caller prove(String token, ByteBuffer fingerprint, Instant now) {
        UnverifiedToken unverified = UnverifiedToken.of(token);
        Issuer issuer = issuer(unverified);
        JwtClaims claims = issuer.verify(unverified, now);
        Caller caller = Callers.of(claims, issuer.settings().userClaim());
        verified.remember(fingerprint, caller, now, validUntil(caller));
        return caller;
    }

    /** The one whose keys decide: of the kind that the algorithm needs, named by {@code iss}, else the unnamed one. */
    private Issuer issuer(UnverifiedToken token) {
        boolean symmetric = token.algorithm().symmetric();
        List<Issuer> ofKind = issuers.stream()
                .filter(it -> it.settings().symmetric() == symmetric)
                .toList();
        if (ofKind.isEmpty()) {
            throw Refusal.ALGORITHM.exception();
        }
        return named(ofKind, token.issuer())
                .or(() -> named(ofKind, Optional.empty()))
                .orElseThrow(Refusal.ISSUER::exception);
    }

    private static Optional<Issuer> named(List<Issuer> issuers, Optional<String> name) {
        return issuers.stream()
                .filter(it -> it.settings().issuer().equals(name))
                .findFirst();
    }

    private Instant validUntil(Caller caller) {
        Instant expiry = caller.expiresAt();
        if (settings.tokenAge().isEmpty()) {
            return expiry;
        }
        Instant tooOld = caller.issuedAt().plus(settings.tokenAge().get());
        return tooOld.isBefore(expiry) ? tooOld : expiry;
    }

    @Override
    public void close() {
        issuers.forEach(Issuer::close);
    }
}
