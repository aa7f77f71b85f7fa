package dev.taskcast.auth;

import dev.taskcast.config.SigningAlgorithm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.Headers;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

/**
 * The unproven content of a token.
 *
 * @param parsed the token, parsed once for the choice of the keys and for the proof; used by one thread
 * @param algorithm the algorithm of its header
 * @param keyId the {@code kid} of its header, if any; it is only compared with the ids of the keys
 * @param issuer its {@code iss}, if any
 */
record UnverifiedToken(JwtContext parsed, SigningAlgorithm algorithm, Optional<String> keyId, Optional<String> issuer) {
    /** RFC 7515 §7.1, strictly: the decoder below would skip foreign characters. */
    private static final Pattern SIGNED = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");
    /**
     * Header fields with keys that the token brings along or points to, or with rules that a verifier would have to
     * know.
     */
    private static final List<String> FORBIDDEN = List.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "cty");

    /** Parses {@code token}; refuses a token that no key could make valid. */
    static UnverifiedToken of(String token) {
        if (token.indexOf('.') == token.lastIndexOf('.')) {
            throw TokenFault.OPAQUE.exception();
        }
        if (!SIGNED.matcher(token).matches()) {
            throw TokenFault.MALFORMED.exception();
        }
        String[] parts = token.split("\\.", -1);
        try {
            StrictJson.of(parts[0]);
            JwtClaims claims = JwtClaims.parse(StrictJson.of(parts[1]));
            JsonWebSignature signed = (JsonWebSignature) JsonWebStructure.fromCompactSerialization(token);
            Headers headers = signed.getHeaders();
            SigningAlgorithm algorithm = check(headers);
            ClaimValues.check(claims);
            return new UnverifiedToken(
                    new JwtContext(token, claims, List.of(signed)),
                    algorithm,
                    Optional.ofNullable(headers.getStringHeaderValue(HeaderParameterNames.KEY_ID)),
                    Optional.ofNullable(claims.getIssuer()));
        } catch (JoseException | InvalidJwtException | MalformedClaimException | ClassCastException malformed) {
            throw TokenFault.MALFORMED.exception();
        }
    }

    private static SigningAlgorithm check(Headers headers) {
        for (String forbidden : FORBIDDEN) {
            if (headers.getObjectHeaderValue(forbidden) != null) {
                throw TokenFault.HEADER.exception();
            }
        }
        String type = headers.getStringHeaderValue(HeaderParameterNames.TYPE);
        if (type != null && forAnotherPurpose(type.toLowerCase(Locale.ROOT))) {
            throw TokenFault.WRONG_KIND.exception();
        }
        if (!ClaimValues.isWellFormed(headers.getObjectHeaderValue(HeaderParameterNames.KEY_ID))) {
            throw TokenFault.MALFORMED.exception();
        }
        String algorithm = headers.getStringHeaderValue(HeaderParameterNames.ALGORITHM);
        return SigningAlgorithm.named(String.valueOf(algorithm)).orElseThrow(TokenFault.ALGORITHM::exception);
    }

    /** Logout tokens, proofs of possession and others, from the same issuer (RFC 8725 §3.11). */
    private static boolean forAnotherPurpose(String type) {
        return type.endsWith("+jwt") && !type.endsWith("at+jwt");
    }
}
