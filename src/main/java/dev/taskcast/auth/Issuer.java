package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.IssuerSettings;
import dev.taskcast.config.SigningAlgorithm;
import java.security.Key;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.AudValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.InvalidJwtSignatureException;
import org.jose4j.jwt.consumer.IssValidator;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.NumericDateValidator;

/** An issuer whose tokens are accepted, with its keys. Thread-safe. */
final class Issuer implements AutoCloseable {
    private final AuthSettings common;
    private final IssuerSettings settings;
    private final KeySource keys;

    Issuer(AuthSettings common, IssuerSettings settings, KeySource keys) {
        this.common = common;
        this.settings = settings;
        this.keys = keys;
    }

    IssuerSettings settings() {
        return settings;
    }

    /** Begins to read its keys, and keeps them fresh. */
    void start() {
        keys.start();
    }

    /** The setting of the missing keys, and why they are missing; empty once this issuer had keys. */
    Optional<String> missingKeys() {
        return keys.missing();
    }

    /** The secret that signs its tokens now; empty unless this issuer shares a secret with us. */
    Optional<Key> sharedKey() {
        return keys.shared();
    }

    /** The claims of {@code token}, if it is proven, and valid at {@code now}. */
    JwtClaims verify(UnverifiedToken token, Instant now) {
        if (!settings.algorithms().contains(token.algorithm())) {
            throw TokenFault.ALGORITHM.exception();
        }
        return proven(token, keys.candidates(token, now), now)
                .or(() -> proven(token, keys.newer(token, now), now))
                .orElseThrow(TokenFault.SIGNATURE::exception);
    }

    /** The claims, if one of {@code candidates} has signed them. */
    private Optional<JwtClaims> proven(UnverifiedToken token, List<Key> candidates, Instant now) {
        for (Key key : candidates) {
            try {
                consumer(token.algorithm(), key, now).processContext(token.parsed());
                return Optional.of(token.parsed().getJwtClaims());
            } catch (InvalidJwtSignatureException notThisKey) {
                // perhaps the next key
            } catch (InvalidJwtException invalid) {
                throw fault(invalid).exception();
            }
        }
        return Optional.empty();
    }

    private JwtConsumer consumer(SigningAlgorithm algorithm, Key key, Instant now) {
        // The default validators refuse a number in sub or jti, even if nobody uses that claim.
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithm.headerName())
                .setVerificationKey(key)
                .setSkipAllDefaultValidators()
                .registerValidator(dates(now));
        // The issuer was chosen by an unproven iss: here iss is part of the proof.
        settings.issuer().ifPresent(name -> builder.registerValidator(new IssValidator(name, true)));
        if (!settings.audiences().isEmpty()) {
            builder.registerValidator(new AudValidator(Set.copyOf(settings.audiences()), true));
        }
        if (settings.symmetric()) {
            // The start has checked for 32 bytes; HS512 with a secret of 32 bytes is as strong as HS256.
            builder.setRelaxVerificationKeyValidation();
        }
        return builder.build();
    }

    private NumericDateValidator dates(Instant now) {
        NumericDateValidator dates = new NumericDateValidator();
        dates.setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()));
        dates.setAllowedClockSkewSeconds((int) common.clockSkew().toSeconds());
        dates.setRequireExp(settings.expiryRequired());
        dates.setRequireIat(common.tokenAge().isPresent());
        // In addition to the skew, which is always allowed.
        dates.setIatAllowedSecondsInTheFuture(0);
        return dates;
    }

    private static TokenFault fault(InvalidJwtException invalid) {
        return invalid.getErrorDetails().stream()
                .map(detail -> switch (detail.getErrorCode()) {
                    case ErrorCodes.EXPIRED -> TokenFault.EXPIRED;
                    case ErrorCodes.EXPIRATION_MISSING -> TokenFault.NO_EXPIRY;
                    case ErrorCodes.ISSUED_AT_MISSING -> TokenFault.TOO_OLD;
                    case ErrorCodes.NOT_YET_VALID, ErrorCodes.ISSUED_AT_INVALID_FUTURE -> TokenFault.NOT_YET;
                    case ErrorCodes.AUDIENCE_MISSING, ErrorCodes.AUDIENCE_INVALID -> TokenFault.AUDIENCE;
                    case ErrorCodes.ISSUER_MISSING, ErrorCodes.ISSUER_INVALID -> TokenFault.ISSUER;
                    default -> TokenFault.MALFORMED;
                })
                .findFirst()
                .orElse(TokenFault.MALFORMED);
    }

    @Override
    public void close() {
        keys.close();
    }
}
