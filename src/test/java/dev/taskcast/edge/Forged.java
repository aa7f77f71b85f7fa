package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;

/**
 * A token that must not be accepted, and the close that answers it. Each case has a new token, because a refused token
 * is answered differently when it comes again.
 */
record Forged(String close, String token) {
    private static final TestTokens OURS = Gateway.tokens();
    private static final TestTokens THEIRS = new TestTokens("another secret of thirty-two bytes");

    static List<Forged> tokens() {
        String user = Devices.user("ada");
        String good = OURS.of(user);
        String unsigned = good.substring(0, good.lastIndexOf('.') + 1);
        return List.of(
                new Forged("4001 token malformed", "a.b." + user),
                new Forged("4001 opaque session token: send a JWT instead", "an-opaque-session-token-of-" + user),
                new Forged("4001 token expired", OURS.of(user, Duration.ofMinutes(-5))),
                new Forged("4001 token not yet valid", OURS.sign(notBefore(user, 60))),
                new Forged("4001 token names no user", OURS.sign(nobody(user))),
                new Forged("4001 token signature bad", THEIRS.of(user)),
                new Forged("4001 token signature bad", good.substring(0, good.length() - 4) + "AAAA"),
                new Forged("4001 token signature bad", withHeader("{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}")),
                new Forged("4001 token signature bad", withHeader("{\"alg\":\"HS256\",\"kid\":\"' OR 1=1 --\"}")),
                new Forged("4001 token signature bad", unsigned),
                new Forged("4001 token algorithm not supported", withHeader("{\"alg\":\"none\"}")),
                new Forged("4001 token algorithm not supported", withHeader("{\"alg\":\"RS256\"}")),
                new Forged(
                        "4001 token header not allowed: jwk, jku, x5u, x5c, crit, b64 or cty",
                        withHeader("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}")),
                new Forged("4001 token too large", good + "A".repeat(9_000)));
    }

    /** A token that another issuer signed, under a header of its choice. */
    private static String withHeader(String json) {
        String token = THEIRS.of(Devices.user("ada"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.'));
    }

    private static JwtClaims nobody(String id) {
        JwtClaims claims = new JwtClaims();
        claims.setJwtId(id);
        return claims;
    }

    private static JwtClaims notBefore(String user, int minutes) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(user);
        claims.setNotBeforeMinutesInThePast(-minutes);
        claims.setIssuedAt(NumericDate.now());
        return claims;
    }
}
