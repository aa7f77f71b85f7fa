package dev.taskcast.auth;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
    void onlyATokenOfTheSharedSecretMayLackTimes() {
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
    void anAgeLimitEndsASessionAsAnExpiryDoes() {
        try (VerifierFixture fixture = VerifierFixture.withSecret("mp.jwt.verify.token.age", "60")) {
            Caller caller = fixture.verify(new TestToken().signedWith(HS256));
            assertThat(caller.expiresAt()).isEqualTo(TestToken.NOW.plusSeconds(60));
            assertThat(caller.endsAt()).isEqualTo(TestToken.NOW.plusSeconds(70));
            Caller shorter =
                    fixture.verify(new TestToken().expiresAfter(ofSeconds(30)).signedWith(HS256));
            assertThat(shorter.expiresAt()).isEqualTo(TestToken.NOW.plusSeconds(30));
        }
    }

    /** The two ends must be equal to the millisecond. Otherwise a device would be let in and disconnected again. */
    @Test
    void aTokenIsAcceptedExactlyAsLongAsItsSessionLasts() {
        try (VerifierFixture fixture = VerifierFixture.withSecret(
                "mp.jwt.verify.token.age", "60", "mp.jwt.verify.clock.skew", "10", "taskcast.auth.cache.tokens", "0")) {
            String old = new TestToken().signedWith(HS256);
            String short30 = new TestToken().expiresAfter(ofSeconds(30)).signedWith(HS256);
            fixture.clock.advance(Duration.ofMillis(39_999));
            assertThat(fixture.verify(short30).endsAt()).isEqualTo(TestToken.NOW.plusSeconds(40));
            fixture.clock.advance(Duration.ofMillis(1));
            fixture.refuses(short30, "token expired");
            fixture.clock.advance(Duration.ofMillis(29_999));
            assertThat(fixture.verify(old).endsAt()).isEqualTo(TestToken.NOW.plusSeconds(70));
            fixture.clock.advance(Duration.ofMillis(1));
            fixture.refuses(old, "token too old");
        }
    }

    @Test
    void anIssueTimeInTheFutureCountsAsTheTimeOfArrival() {
        try (VerifierFixture fixture = VerifierFixture.withSecret("taskcast.auth.cache.max-age", "1s")) {
            fixture.clock.advance(Duration.ofMillis(500));
            String ahead = new TestToken().issuedAfter(ofSeconds(9)).signedWith(HS256);
            assertThat(fixture.verify(ahead).issuedAt()).isEqualTo(TestToken.NOW);
            fixture.clock.advance(ofSeconds(20));
            assertThat(fixture.verify(ahead).issuedAt())
                    .as("after its signature was checked again")
                    .isEqualTo(TestToken.NOW);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795700000000",
                "253402300800",
                "-62167219201",
                "9223372036854775807",
                "-9223372036854775808",
                "18446744073709551616",
                "1e300",
                "1e999",
                "\"tomorrow\"",
                "true",
                "[1]"
            })
    void aTimeOutsideTheRangeOfRfc3339IsMalformed(String time) {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            for (String claim : List.of("exp", "iat", "nbf")) {
                fixture.refuses(raw("{\"sub\":\"ada\",\"" + claim + "\":" + time + "}"), "token malformed");
            }
        }
    }

    @Test
    void theLastAndTheFirstSecondOfRfc3339AreTimes() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            assertThat(fixture.verify(raw("{\"sub\":\"ada\",\"exp\":253402300799}"))
                            .expiresAt())
                    .isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
            assertThat(fixture.verify(raw("{\"sub\":\"ada\",\"iat\":-62167219200,\"nbf\":-62167219200}"))
                            .issuedAt())
                    .isEqualTo(Instant.EPOCH);
            assertThat(fixture.verify(raw("{\"sub\":\"ada\",\"exp\":1795700000.9}"))
                            .expiresAt())
                    .isEqualTo(Instant.ofEpochSecond(1_795_700_000));
            fixture.refuses(raw("{\"sub\":\"ada\",\"exp\":-1}"), "token expired");
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
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "0", "-7", "9223372036854775807", "12345678901234567890123"})
    void aSubjectThatIsAWholeNumberIsTheUserWithThatName(String number) {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            assertThat(fixture.verify(raw("{\"sub\":" + number + ",\"jti\":" + number + "}"))
                            .user())
                    .isEqualTo(number);
        }
        try (VerifierFixture fixture = VerifierFixture.withSecret("taskcast.auth.user-claim", "user_id")) {
            assertThat(fixture.verify(raw("{\"user_id\":" + number + "}")).user())
                    .isEqualTo(number);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.5", "1e3", "1E2", "true", "null", "{}", "[\"ada\"]"})
    void aSubjectOtherThanTextOrPlainDigitsIsNotAUser(String value) {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            fixture.refuses(raw("{\"sub\":" + value + "}"), "token names no user");
        }
    }

    /** If another claim names the user, the gateway does not read these two claims. */
    @ParameterizedTest
    @ValueSource(strings = {"7", "1.5", "true", "[]", "{\"a\":1}", "null", "\"\\ud83d\""})
    void aSubAndAJtiThatNobodyUsesMayBeAnything(String value) {
        try (VerifierFixture fixture = VerifierFixture.withSecret("taskcast.auth.user-claim", "user_id")) {
            String claims = "{\"sub\":" + value + ",\"jti\":" + value + ",\"user_id\":\"ada\"}";
            assertThat(fixture.verify(raw(claims)).user()).isEqualTo("ada");
        }
    }

    @Test
    void halfASurrogatePairIsNotAUser() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            fixture.refuses(raw("{\"sub\":\"ada\\ud83d\"}"), "token names no user");
            fixture.refuses(raw("{\"sub\":\"\\ude00\\ud83d\"}"), "token names no user");
            assertThat(fixture.verify(raw("{\"sub\":\"\\ud83d\\ude00\"}")).user())
                    .isEqualTo("\ud83d\ude00");
            for (String claim : List.of("iss", "aud", "groups")) {
                String half = claim.equals("iss") ? "\"x\\ud83d\"" : "[\"a\",\"x\\ud83d\"]";
                fixture.refuses(raw("{\"sub\":\"ada\",\"" + claim + "\":" + half + "}"), "token malformed");
            }
            String unused = "{\"sub\":\"ada\",\"name\":\"x\\ud83d\"}";
            assertThat(fixture.verify(raw(unused)).user()).isEqualTo("ada");
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

    private static String raw(String json) {
        return new TestToken().signedWith(HS256, json.getBytes(StandardCharsets.UTF_8));
    }
}
