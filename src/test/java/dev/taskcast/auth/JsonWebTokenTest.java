package dev.taskcast.auth;

import static dev.taskcast.auth.VerifierFixture.HS256;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller as the platform sees it: the principal of MicroProfile JWT 2.1. */
class JsonWebTokenTest {
    private static final TestKey RS256 = TestKey.of("RS256", "platform");
    /** The example of the specification (chapter 5), with some claims that the specification does not know. */
    private static final TestToken TOKEN = new TestToken()
            .claim("iss", "https://server.example.com")
            .claim("aud", List.of("s6BhdRkqt3"))
            .claim("jti", "a-123")
            .claim("sub", "24400320")
            .claim("upn", "jdoe@server.example.com")
            .claim("preferred_username", "jdoe")
            .claim("groups", List.of("red-group", "admin"))
            .claim("auth_time", 1311280969)
            .claim("email_verified", true)
            .claim("address", Map.of("country", "SE"))
            .claim("roles", List.of("auditor"))
            .claim("customString", "text")
            .claim("customInteger", 123456789)
            .claim("customDouble", 3.5)
            .claim("customBoolean", false)
            .claim("customObject", Map.of("my-service", Map.of("groups", List.of("group1"))));

    @TempDir
    Path folder;

    @Test
    void itsGettersReturnTheClaimsOfTheToken() {
        JsonWebToken token = verify(TOKEN);

        assertThat(token.getName()).isEqualTo("jdoe@server.example.com");
        assertThat(token.getIssuer()).isEqualTo("https://server.example.com");
        assertThat(token.getAudience()).containsExactly("s6BhdRkqt3");
        assertThat(token.getSubject()).isEqualTo("24400320");
        assertThat(token.getTokenID()).isEqualTo("a-123");
        assertThat(token.getIssuedAtTime()).isEqualTo(TestToken.NOW.getEpochSecond());
        assertThat(token.getExpirationTime()).isEqualTo(TestToken.NOW.getEpochSecond() + 3600);
        assertThat(token.getGroups()).containsExactlyInAnyOrder("red-group", "admin");
    }

    @Test
    void aStandardClaimHasTheTypeOfTheSpecification() {
        JsonWebToken token = verify(TOKEN);

        assertThat(token.<Object>getClaim(Claims.auth_time)).isEqualTo(1311280969L);
        assertThat(token.<Object>getClaim("email_verified")).isEqualTo(true);
        assertThat(token.<Object>getClaim("preferred_username")).isEqualTo("jdoe");
        assertThat(token.<Object>getClaim("groups")).isEqualTo(Set.of("red-group", "admin"));
        assertThat(token.<JsonObject>getClaim(Claims.address).getString("country"))
                .isEqualTo("SE");
    }

    @Test
    void anyOtherClaimIsAJsonValue() {
        JsonWebToken token = verify(TOKEN);

        assertThat(token.<Object>getClaim("customString")).isEqualTo(Json.createValue("text"));
        assertThat(token.<Object>getClaim("customInteger")).isEqualTo(Json.createValue(123456789));
        assertThat(token.<Object>getClaim("customDouble")).isEqualTo(Json.createValue(3.5));
        assertThat(token.<Object>getClaim("customBoolean")).isEqualTo(JsonValue.FALSE);
        assertThat(token.<Object>getClaim("roles"))
                .isEqualTo(Json.createArrayBuilder(List.of("auditor")).build());
        assertThat(token.<JsonObject>getClaim("customObject")
                        .getJsonObject("my-service")
                        .getJsonArray("groups")
                        .getString(0))
                .isEqualTo("group1");
    }

    @Test
    void aMissingClaimIsNullOrEmpty() {
        JsonWebToken token;
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            token = fixture.verify(
                    new TestToken().claim("nothing", null).without("exp").signedWith(HS256));
        }
        assertThat(token.<Object>getClaim("missing")).isNull();
        assertThat(token.<Object>getClaim("nothing")).isNull();
        assertThat(token.claim("missing")).isEqualTo(Optional.empty());
        assertThat(token.containsClaim("missing")).isFalse();
        assertThat(token.containsClaim("sub")).isTrue();
        assertThat(token.getAudience()).isNull();
        assertThat(token.getGroups()).isEmpty();
        assertThat(token.getExpirationTime()).isZero();
        assertThat(token.getClaimNames()).containsExactlyInAnyOrder("sub", "iat", "nothing");
    }

    /** Otherwise the application would get a ClassCastException from a claim that nobody relied on. */
    @ParameterizedTest
    @EnumSource(Claims.class)
    void aStandardClaimOfAnotherTypeIsAsIfItWereNotThere(Claims claim) {
        for (String other : List.of("7", "\"x\"", "true", "{}", "[\"a\"]", "[7]", "null")) {
            Object value = new TokenClaims("{\"" + claim.name() + "\":" + other + "}")
                    .value(claim.name())
                    .orElse(null);
            assertThat(value).satisfiesAnyOf(none -> assertThat(none).isNull(), some -> assertThat(some)
                    .isInstanceOf(claim.getType()));
        }
    }

    /** Whether a user has a role does not depend on the method that asks for it. */
    @Test
    void groupsMustBeAList() {
        Caller caller = verify(new TestToken().claim("groups", "admin"));
        assertThat(caller.roles()).isEmpty();
        assertThat(caller.getGroups()).isEmpty();
        assertThat(caller.<Object>getClaim("groups")).isNull();
    }

    @Test
    void oneAudienceIsASetOfOne() {
        assertThat(verify(new TestToken().claim("aud", "tasks")).getAudience()).containsExactly("tasks");
    }

    @ParameterizedTest
    @CsvSource({
        "upn preferred_username sub, upn",
        "preferred_username sub, preferred_username",
        "upn, upn",
        "preferred_username, preferred_username",
        "sub, sub"
    })
    void theUserIsNamedByTheFirstOfThreeClaims(String claims, String first) {
        TestToken token = new TestToken().without("sub");
        for (String claim : claims.split(" ")) {
            token.claim(claim, "named by " + claim);
        }
        Caller caller = verify(token);

        assertThat(caller.user()).isEqualTo("named by " + first);
        assertThat(caller.getName()).isEqualTo(caller.user());
    }

    @Test
    void theConfiguredClaimPrecedesTheStandardClaims() {
        try (VerifierFixture fixture = fixture("taskcast.auth.user-claim", "sub")) {
            Caller caller = fixture.verify(TOKEN.signedWith(RS256));
            assertThat(caller.getName()).isEqualTo("24400320");
            assertThat(caller.<Object>getClaim("upn")).isEqualTo("jdoe@server.example.com");
        }
    }

    /** Otherwise a user who can leave a claim out of the token could choose another name, and escape a revocation. */
    @Test
    void aTokenWithoutTheConfiguredClaimIsRefused() {
        try (VerifierFixture fixture = fixture("taskcast.auth.user-claim", "upn")) {
            fixture.refuses(
                    new TestToken().claim("preferred_username", "jdoe").signedWith(RS256), "token names no user");
        }
    }

    /** Users of these issuers may choose a {@code preferred_username}, and a revocation names them by {@code sub}. */
    @ParameterizedTest
    @ValueSource(strings = {"the secret", "a named issuer"})
    void tokensOfAllOtherIssuersNameTheirUserInTheSubject(String whose) throws IOException {
        TestKey key = whose.equals("the secret") ? HS256 : RS256;
        Path keys = Files.writeString(folder.resolve("keys"), TestKey.jwks(RS256));
        try (VerifierFixture fixture = VerifierFixture.withSecret(
                "mp.jwt.verify.issuer", "https://tasks.example",
                "mp.jwt.verify.publickey", TestKey.jwks(TestKey.of("RS256", "platform")),
                "taskcast.auth.issuers", "realm",
                "taskcast.auth.issuer.realm.iss", "https://server.example.com",
                "taskcast.auth.issuer.realm.jwks", keys.toUri().toString(),
                "taskcast.auth.issuer.realm.audiences", "*")) {
            TestToken token = new TestToken()
                    .claim("iss", "https://server.example.com")
                    .claim("upn", "eve")
                    .claim("preferred_username", "eve");
            assertThat(fixture.verify(token.signedWith(key)).user()).isEqualTo("ada");
            fixture.refuses(token.without("sub").signedWith(key), "token names no user");
        }
    }

    /** If the verifier used the next claim, it would take the token for another user's. */
    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "[]", "true", "1.5", "null"})
    void aPresentClaimThatNamesNoUserRefusesTheToken(String upn) {
        String claims = "{\"upn\":" + upn + ",\"sub\":\"ada\",\"exp\":" + (TestToken.NOW.getEpochSecond() + 9) + "}";
        try (VerifierFixture fixture = fixture()) {
            String token = new TestToken().signedWith(RS256, claims.getBytes(StandardCharsets.UTF_8));
            fixture.refuses(token, "token names no user");
        }
    }

    @Test
    void itsTextContainsNoTokenAndNoClaim() {
        String signed =
                new TestToken().claim("sub", "jdoe").claim("raw_token", "a.b.c").signedWith(RS256);
        try (VerifierFixture fixture = fixture()) {
            Caller caller = fixture.verify(signed);

            assertThat(caller.getRawToken()).isNull();
            assertThat(caller.<Object>getClaim("raw_token")).isNull();
            assertThat(caller.getClaimNames()).containsExactlyInAnyOrder("sub", "iat", "exp");
            assertThat(caller.toString() + caller.claims()).doesNotContain("jdoe", "server", "group", signed);
        }
    }

    /** A principal is a key of maps and sets. */
    @Test
    void theSameTokenIsTheSamePrincipal() {
        Map<JsonWebToken, String> found = new HashMap<>();
        found.put(verify(TOKEN), "it");

        assertThat(found).containsKey(verify(TOKEN)).doesNotContainKey(verify(new TestToken()));
    }

    private static Caller verify(TestToken token) {
        try (VerifierFixture fixture = fixture()) {
            return fixture.verify(token.signedWith(RS256));
        }
    }

    /** The settings of an administrator who has configured MicroProfile JWT. */
    private static VerifierFixture fixture(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "mp.jwt.verify.publickey";
        all[1] = TestKey.jwks(RS256);
        System.arraycopy(more, 0, all, 2, more.length);
        return new VerifierFixture(all);
    }
}
