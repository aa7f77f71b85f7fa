package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The gateway remembers only refusals that neither time nor other keys can change. */
class RefusedAgainTest {
    private static final TestKey HS256 = VerifierFixture.HS256;
    private static final TestKey RSA = TestKey.of("RS256", "k1");

    @Test
    void aTokenThatCanNeverBecomeValidIsRememberedForAMinute() {
        try (VerifierFixture fixture = VerifierFixture.withSecret("taskcast.auth.secret.audiences", "taskcast")) {
            TestToken good = new TestToken().claim("aud", "taskcast");
            remembered(fixture, good.expiresAfter(Duration.ofMinutes(-5)).signedWith(HS256), "token expired");
            good.expiresAfter(Duration.ofHours(1));
            remembered(fixture, good.claim("aud", "other").signedWith(HS256), "token audience wrong");
            good.claim("aud", "taskcast");
            remembered(fixture, good.without("sub").signedWith(HS256), "token names no user");
            remembered(fixture, "a.b.c", "token malformed");
            remembered(fixture, "an-opaque-session-token", "opaque session token");
            remembered(fixture, "x".repeat(9_000), "token too large");
            remembered(fixture, new TestToken().signedWith(RSA), "token algorithm not supported");
            remembered(
                    fixture, new TestToken().header("typ", "logout+jwt").signedWith(HS256), "token is of another kind");
            remembered(fixture, new TestToken().header("cty", "JWT").signedWith(HS256), "token header not allowed");
        }
    }

    @Test
    void aBadSignatureIsRememberedWhereTheKeyStaysAsItIs() {
        TestKey other = TestKey.secret("HS256", "another secret of thirty-two bytes");
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            remembered(fixture, new TestToken().signedWith(other), "token signature bad");
        }
    }

    @Test
    void aBadSignatureIsCheckedAgainWhereKeysAreReadAgain() throws Exception {
        TestKey posing = new TestKey("RS256", "k1", TestKey.of("RS256", "other").signing(), null);
        try (KeyServer issuer = new KeyServer(TestKey.jwks(RSA));
                VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey.location", issuer.url())) {
            forgotten(fixture, new TestToken().signedWith(posing), "token signature bad");
        }
    }

    @Test
    void aKeyThatIsUnknownNowIsLookedForAgain() throws Exception {
        TestKey next = TestKey.of("RS256", "k2");
        try (KeyServer issuer = new KeyServer(TestKey.jwks(RSA));
                VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey.location", issuer.url())) {
            fixture.verify(new TestToken().signedWith(RSA));
            fixture.clock.advance(Duration.ofSeconds(30));
            String early = new TestToken().signedWith(next);
            forgotten(fixture, early, "token key unknown");
            issuer.publishes(TestKey.jwks(RSA, next));
            fixture.clock.advance(Duration.ofSeconds(11));
            assertThat(fixture.verify(early).user()).isEqualTo("ada");
        }
    }

    @Test
    void aTokenThatWasNotYetValidIsAcceptedWhenItIsValid() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            String early = new TestToken().issuedAfter(Duration.ofSeconds(20)).signedWith(HS256);
            forgotten(fixture, early, "token not yet valid");
            fixture.clock.advance(Duration.ofSeconds(15));
            assertThat(fixture.verify(early).user()).isEqualTo("ada");
        }
    }

    @Test
    void unreachableKeysLockNobodyOut() throws Exception {
        try (KeyServer issuer = new KeyServer("no keys at all");
                VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey.location", issuer.url())) {
            String token = new TestToken().signedWith(RSA);
            fixture.refuses(token, Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");
            assertThat(fixture.verifier.refusedLately(token)).isFalse();
        }
    }

    @Test
    void aRefusalBySessionsIsRememberedWithItsReason() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            String token = new TestToken().signedWith(HS256);
            fixture.verify(token);
            fixture.verifier.refuse(token, new Refusal(Refusal.Kind.FORBIDDEN, "token revoked"));
            fixture.refuses(token, Refusal.Kind.FORBIDDEN, "token revoked");
            assertThat(fixture.verifier.refusedLately(token)).isTrue();
        }
    }

    @Test
    void aMissingTokenIsNotRemembered() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            forgotten(fixture, "", "token missing");
        }
    }

    private static void remembered(VerifierFixture fixture, String token, String reason) {
        assertThat(fixture.verifier.refusedLately(token)).isFalse();
        fixture.refuses(token, reason);
        assertThat(fixture.verifier.refusedLately(token)).as(reason).isTrue();
        fixture.clock.advance(Duration.ofSeconds(59));
        fixture.refuses(token, reason);
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(fixture.verifier.refusedLately(token))
                .as("%s: a refusal out of the memory does not prolong it", reason)
                .isFalse();
    }

    private static void forgotten(VerifierFixture fixture, String token, String reason) {
        fixture.refuses(token, reason);
        assertThat(fixture.verifier.refusedLately(token)).as(reason).isFalse();
    }
}
