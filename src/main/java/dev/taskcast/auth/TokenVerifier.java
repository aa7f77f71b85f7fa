package dev.taskcast.auth;

import dev.taskcast.auth.AuthMetrics.Outcome;
import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.IssuerSettings;
import dev.taskcast.config.KeySettings;
import java.nio.ByteBuffer;
import java.security.Key;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwt.JwtClaims;

/**
 * Finds the caller of a token. Only this class does so, for every way in which a token can come.
 *
 * <p>Thread-safe. It waits for the network only while it has no key for the token, and no longer than
 * {@code taskcast.auth.jwks.timeout}. The code that creates a verifier must close it.
 */
public final class TokenVerifier implements AutoCloseable {
    private final AuthSettings settings;
    private final InstantSource clock;
    private final List<Issuer> issuers;
    private final Optional<Decryption> decryption;
    private final Callers callers;
    private final VerifiedTokens verified;
    private final RefusedTokens refused = new RefusedTokens();
    private final AuthMetrics metrics;
    /** How often the secrets were changed. */
    private final AtomicInteger generation = new AtomicInteger();

    /**
     * Creates a verifier for the issuers of {@code settings}; {@code clock} tells the time.
     *
     * @throws IllegalArgumentException if a setting holds a value that cannot be a key; the message names the setting
     */
    public TokenVerifier(AuthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.metrics = new AuthMetrics(clock);
        this.callers = new Callers(settings);
        this.verified = VerifiedTokens.ofHeap(settings.cache());
        this.issuers = settings.issuers().stream()
                .map(issuer -> new Issuer(settings, issuer, keys(issuer)))
                .toList();
        this.decryption = settings.issuers().stream()
                .flatMap(issuer -> KeySources.decryption(issuer, settings.jwks()).stream())
                .findFirst();
        // Starts no issuer before all are checked: otherwise nobody would stop the issuers that were started first.
        issuers.forEach(Issuer::start);
    }

    /** The settings whose keys could not be read yet, each with the reason; empty once all issuers have keys. */
    public List<String> missingKeys() {
        return issuers.stream().flatMap(issuer -> issuer.missingKeys().stream()).toList();
    }

    /**
     * The caller that {@code token} proves; null and blank count as a missing token.
     *
     * @throws Refusal {@code UNAUTHENTICATED}, with a reason that names the fault; {@code UNAVAILABLE} while the keys
     *     that decide about it are out of reach
     */
    public Caller verify(String token) {
        if (token == null || token.isBlank()) {
            throw TokenFault.MISSING.refusal();
        }
        AuthMetrics.Check check = metrics.check();
        Instant now = clock.instant();
        ByteBuffer fingerprint = VerifiedTokens.fingerprint(token);
        refused.find(fingerprint, now).ifPresent(known -> {
            check.ended(Outcome.REFUSED_AGAIN);
            throw known;
        });
        Optional<Caller> known = verified.find(fingerprint, now);
        known.ifPresent(any -> check.ended(Outcome.REMEMBERED));
        return known.orElseGet(() -> checked(token, fingerprint, now, check));
    }

    /** The metrics of this verifier. */
    public AuthMetrics metrics() {
        return metrics;
    }

    /** Whether {@code token} was refused within the last minute, for a reason that neither time nor new keys change. */
    public boolean refusedLately(String token) {
        return refused.find(VerifiedTokens.fingerprint(token), clock.instant()).isPresent();
    }

    /**
     * Remembers for a minute that {@code token} is refused for {@code reason}. The reason lasts, but is not a fault of
     * the token.
     */
    public void refuse(String token, Refusal reason) {
        refused.remember(VerifiedTokens.fingerprint(token), reason, clock.instant());
    }

    /** The current shared secret, with which tokens are checked now. */
    Key sharedKey() {
        return issuers.stream()
                .flatMap(issuer -> issuer.sharedKey().stream())
                .findFirst()
                .orElseThrow();
    }

    private KeySource keys(IssuerSettings issuer) {
        return issuer.keys() instanceof KeySettings.Shared shared
                ? new SharedKeys(shared, settings.jwks().refresh(), this::forget)
                : KeySources.of(issuer, settings.jwks(), clock, metrics);
    }

    /** Makes every token be checked again, because the secrets were changed: see {@link #checked}. */
    private void forget() {
        generation.incrementAndGet();
        verified.expire();
        refused.clear();
    }

    /**
     * Checks a token that is not remembered, and remembers the result, unless the secrets were changed in the meantime.
     * Either this method sees the new generation, or {@link #forget} removes what it remembered.
     */
    private Caller checked(String token, ByteBuffer fingerprint, Instant now, AuthMetrics.Check check) {
        int before = generation.get();
        try {
            Caller caller = verified.remember(fingerprint, prove(token, now, check), now);
            if (before != generation.get()) {
                verified.expire();
            }
            check.ended(Outcome.ACCEPTED);
            return caller;
        } catch (TokenFaultException found) {
            check.ended(found.fault() == TokenFault.KEYS_UNAVAILABLE ? Outcome.UNAVAILABLE : Outcome.REFUSED);
            Refusal refusal = found.fault().refusal();
            if (lasts(found.fault(), token)) {
                refused.remember(fingerprint, refusal, now);
            }
            if (before != generation.get()) {
                refused.clear();
            }
            throw refusal;
        }
    }

    /**
     * Whether {@code fault} lasts. A wrong signature lasts only with a shared secret, because other public keys may be
     * read later. After a change of the secret, everything is forgotten.
     */
    private static boolean lasts(TokenFault fault, String token) {
        return fault.lasts()
                || fault == TokenFault.SIGNATURE
                        && !Decryption.isEncrypted(token)
                        && UnverifiedToken.of(token).algorithm().symmetric();
    }

    private Caller prove(String token, Instant now, AuthMetrics.Check check) {
        if (token.length() > settings.maxTokenLength()) {
            throw TokenFault.TOO_LARGE.exception();
        }
        boolean encrypted = Decryption.isEncrypted(token);
        UnverifiedToken unverified = UnverifiedToken.of(encrypted ? decrypted(token) : token);
        check.algorithm(unverified.algorithm());
        Issuer issuer = issuer(unverified);
        if (encrypted != issuer.settings().decryption().isPresent()) {
            throw (encrypted ? TokenFault.ENCRYPTED : TokenFault.NOT_ENCRYPTED).exception();
        }
        JwtClaims claims = issuer.verify(unverified, now);
        Caller caller = callers.of(claims, issuer.settings().userClaims(), now);
        if (!now.isBefore(caller.endsAt())) {
            throw TokenFault.TOO_OLD.exception();
        }
        return caller;
    }

    private String decrypted(String token) {
        return decryption.orElseThrow(TokenFault.ENCRYPTED::exception).signed(token);
    }

    /**
     * The issuer whose keys decide. It has the kind of key that the algorithm needs, and the name in {@code iss}. If no
     * such issuer has that name, the issuer without a name decides.
     */
    private Issuer issuer(UnverifiedToken token) {
        boolean ofKind = false;
        Optional<Issuer> unnamed = Optional.empty();
        for (Issuer issuer : issuers) {
            if (issuer.settings().symmetric() == token.algorithm().symmetric()) {
                ofKind = true;
                Optional<String> name = issuer.settings().issuer();
                if (name.equals(token.issuer())) {
                    return issuer;
                } else if (name.isEmpty() && unnamed.isEmpty()) {
                    unnamed = Optional.of(issuer);
                }
            }
        }
        return unnamed.orElseThrow((ofKind ? TokenFault.ISSUER : TokenFault.ALGORITHM)::exception);
    }

    @Override
    public void close() {
        issuers.forEach(Issuer::close);
    }
}
