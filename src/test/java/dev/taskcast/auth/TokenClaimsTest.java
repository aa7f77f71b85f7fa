package dev.taskcast.auth;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClaimsTest {
    private static final TestKey HS256 = VerifierFixture.HS256;

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "\t"})
    void aMissingTokenIsCalledMissing(String nothing) {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            fixture.refuses(nothing, "token missing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zk3bCq8VJm2v9TtQx1RrYw5LpHs7NdGa", "Zk3bCq8VJm2v9TtQ.c2lnbmF0dXJl%3D", "bearer"})
    void anOpaqueSessionTokenIsToldWhatToSendInstead(String opaque) {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            fixture.refuses(opaque, "opaque session token: send a JWT instead");
        }
    }

    @Test
    void aTokenLivesUntilItExpiresAndTheClocksMayDiffer() {
        String token = new TestToken().expiresAfter(ofMinutes(1)).signedWith(HS256);
        try (VerifierFixture fixture = VerifierFixture.withSecret("mp.jwt.verify.clock.skew", "10")) {
            fixture.clock.advance(ofSeconds(69));
            assertThat(fixture.verify(token).expiresAt()).isEqualTo(TestToken.NOW.plus(ofMinutes(1)));
            fixture.clock.advance(ofSeconds(1));
            fixture.refuses(token, "token expired");
        }
    }

    @Test
    void aTokenFromTheFutureIsNotYetValid() {
        try (VerifierFixture fixture = VerifierFixture.withSecret("mp.jwt.verify.clock.skew", "10")) {
            long soon = TestToken.NOW.plusSeconds(11).getEpochSecond();
            fixture.refuses(new TestToken().claim("nbf", soon).signedWith(HS256), "token not yet valid");
            fixture.refuses(new TestToken().claim("iat", soon).signedWith(HS256), "token not yet valid");
            assertThat(fixture.verify(new TestToken()
                            .claim("nbf", soon - 1)
                            .claim("iat", soon - 1)
                            .signedWith(HS256)))
                    .isNotNull();
        }
    }

    @Test
    void aTokenWithoutTimesIsTheSecretsPrivilege() {
        String timeless = new TestToken().without("iat").without("exp").signedWith(HS256);
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            Caller caller = fixture.verify(timeless);
            assertThat(caller.issuedAt()).isEqualTo(Instant.EPOCH);
            assertThat(caller.expiresAt()).isEqualTo(Instant.MAX);
        }
        try (VerifierFixture fixture = VerifierFixture.withSecret("taskcast.auth.secret.require-expiry", "true")) {
            fixture.refuses(timeless, "token has no expiry");
        }
        TestKey key = TestKey.of("ES256", "k");
        try (VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey", key.pem())) {
            fixture.refuses(new TestToken().without("exp").signedWith(key), "token has no expiry");
        }
    }

    @Test
    void anAgeLimitCountsFromTheIssue() {
        try (VerifierFixture fixture = VerifierFixture.withSecret("mp.jwt.verify.token.age", "60")) {
            String token = new TestToken().signedWith(HS256);
            fixture.verify(token);
            fixture.clock.advance(ofSeconds(80));
            fixture.refuses(token, "token too old");
            fixture.refuses(new TestToken().without("iat").signedWith(HS256), "token too old");
        }
    }

    @Test
    void timesBeyondAllCalendarsDoNoHarm() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            String eternal = new TestToken().claim("exp", Long.MAX_VALUE).signedWith(HS256);
            assertThat(fixture.verify(eternal).expiresAt()).isEqualTo(Instant.MAX);
            fixture.refuses(new TestToken().claim("exp", Long.MIN_VALUE).signedWith(HS256), "token expired");
            fixture.refuses(new TestToken().claim("exp", "tomorrow").signedWith(HS256), "token malformed");
            assertThat(fixture.verify(new TestToken().claim("iat", -1).signedWith(HS256))
                            .issuedAt())
                    .isEqualTo(Instant.EPOCH);
        }
    }

    @Test
    void issuerAndAudienceAreExact() {
        try (VerifierFixture fixture = VerifierFixture.withSecret(
                "mp.jwt.verify.issuer", "https://tasks.example", "mp.jwt.verify.audiences", "taskcast, tasks")) {
            TestToken token =
                    new TestToken().claim("iss", "https://tasks.example").claim("aud", "taskcast");
            assertThat(fixture.verify(token.signedWith(HS256)).user()).isEqualTo("ada");
            token.claim("aud", List.of("other", "tasks"));
            assertThat(fixture.verify(token.signedWith(HS256)).user()).isEqualTo("ada");
            fixture.refuses(token.claim("aud", "Taskcast").signedWith(HS256), "token audience wrong");
            fixture.refuses(token.without("aud").signedWith(HS256), "token audience wrong");
            token.claim("aud", "tasks");
            fixture.refuses(token.claim("iss", "https://tasks.example/").signedWith(HS256), "token issuer unknown");
            fixture.refuses(token.without("iss").signedWith(HS256), "token issuer unknown");
            fixture.refuses(token.claim("iss", 1).signedWith(HS256), "token malformed");
        }
    }

    @Test
    void theUserComesFromTheConfiguredClaim() {
        try (VerifierFixture fixture = VerifierFixture.withSecret("taskcast.auth.user-claim", "user_id")) {
            assertThat(fixture.verify(new TestToken().claim("user_id", "grace").signedWith(HS256))
                            .user())
                    .isEqualTo("grace");
            assertThat(fixture.verify(new TestToken().claim("user_id", 42).signedWith(HS256))
                            .user())
                    .isEqualTo("42");
            fixture.refuses(new TestToken().signedWith(HS256), "token names no user");
        }
    }

    @Test
    void aUserIsShortTextWithoutControlCharacters() {
        try (VerifierFixture fixture = VerifierFixture.withSecret("taskcast.auth.user-claim", "uid")) {
            for (Object user : List.of("", "  ", "a\r\nb", "a\u0000", "x".repeat(257), true, 1.5, List.of("ada"))) {
                fixture.refuses(new TestToken().claim("uid", user).signedWith(HS256), "token names no user");
            }
        }
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            fixture.refuses(new TestToken().without("sub").signedWith(HS256), "token names no user");
            fixture.refuses(new TestToken().claim("sub", 42).signedWith(HS256), "token malformed");
        }
    }

    @Test
    void rolesAreTheGroups() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            String token =
                    new TestToken().claim("groups", List.of("publisher", 7)).signedWith(HS256);
            assertThat(fixture.verify(token).roles()).containsExactly("publisher");
            assertThat(fixture.verify(
                                    new TestToken().claim("groups", "publisher").signedWith(HS256))
                            .roles())
                    .isEmpty();
        }
    }

    @Test
    void aRememberedTokenStillExpires() {
        String token = new TestToken().expiresAfter(ofHours(1)).signedWith(HS256);
        try (VerifierFixture fixture = VerifierFixture.withSecret("mp.jwt.verify.clock.skew", "0")) {
            Caller first = fixture.verify(token);
            fixture.clock.advance(Duration.ofMinutes(4));
            assertThat(fixture.verify(token)).isSameAs(first);
            fixture.clock.advance(ofHours(1));
            fixture.refuses(token, "token expired");
        }
    }
}
