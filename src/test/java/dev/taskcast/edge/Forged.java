package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.params.provider.Arguments;

/** Tokens that nobody should believe, each with the close that answers it. */
final class Forged {
    private static final TestTokens OURS = Gateway.tokens();
    private static final TestTokens THEIRS = new TestTokens("another secret of thirty-two bytes");

    private Forged() {}

    static Stream<Arguments> tokens() {
        String good = OURS.of("ada");
        String unsigned = good.substring(0, good.lastIndexOf('.') + 1);
        return Stream.of(
                Arguments.of("4001 token malformed", "a.b.c"),
                Arguments.of("4001 opaque session token: send a JWT instead", "an-opaque-session-token"),
                Arguments.of("4001 token expired", OURS.of("ada", Duration.ofMinutes(-5))),
                Arguments.of("4001 token not yet valid", OURS.sign(notBefore(60))),
                Arguments.of("4001 token names no user", OURS.sign(new JwtClaims())),
                Arguments.of("4001 token signature bad", THEIRS.of("ada")),
                Arguments.of("4001 token signature bad", good.substring(0, good.length() - 4) + "AAAA"),
                Arguments.of("4001 token signature bad", withHeader("{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}")),
                Arguments.of("4001 token signature bad", withHeader("{\"alg\":\"HS256\",\"kid\":\"' OR 1=1 --\"}")),
                Arguments.of("4001 token signature bad", unsigned),
                Arguments.of("4001 token algorithm not supported", withHeader("{\"alg\":\"none\"}")),
                Arguments.of("4001 token algorithm not supported", withHeader("{\"alg\":\"RS256\"}")),
                Arguments.of(
                        "4001 token header not allowed: jwk, jku, x5u, x5c, crit, b64 or cty",
                        withHeader("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}")),
                Arguments.of("4001 token too large", good + "A".repeat(9_000)));
    }

    /** What another issuer signed, under a header of its choice. */
    private static String withHeader(String json) {
        String token = THEIRS.of("ada");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.'));
    }

    private static JwtClaims notBefore(int minutes) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("ada");
        claims.setNotBeforeMinutesInThePast(-minutes);
        claims.setIssuedAt(NumericDate.now());
        return claims;
    }
}
