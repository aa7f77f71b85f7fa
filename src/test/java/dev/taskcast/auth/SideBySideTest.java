package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One verifier accepts tokens of the existing service, of Better Auth and of Keycloak. */
class SideBySideTest {
    private static final String APP = "https://tasks.example";
    private static final String REALM = "https://keycloak.example/realms/tasks";
    private final TestKey betterAuthKey = TestKey.of("EdDSA", "7f3Kq");
    private final TestKey keycloakKey = TestKey.of("RS256", "realm-key");
    private KeyServer betterAuth;
    private KeyServer keycloak;
    private VerifierFixture fixture;

    @BeforeEach
    void start() throws IOException {
        betterAuth = new KeyServer(TestKey.jwks(betterAuthKey));
        keycloak = new KeyServer(TestKey.jwks(keycloakKey, TestKey.of("PS256", "other-use")));
        fixture = VerifierFixture.withSecret(
                "taskcast.auth.issuers",
                "app,keycloak",
                "taskcast.auth.issuer.app.iss",
                APP,
                "taskcast.auth.issuer.app.jwks",
                betterAuth.url(),
                "taskcast.auth.issuer.app.audiences",
                APP,
                "taskcast.auth.issuer.app.algorithms",
                "EdDSA",
                "taskcast.auth.issuer.keycloak.iss",
                REALM,
                "taskcast.auth.issuer.keycloak.jwks",
                keycloak.url(),
                "taskcast.auth.issuer.keycloak.audiences",
                "taskcast",
                "taskcast.auth.issuer.keycloak.algorithms",
                "RS256",
                "taskcast.auth.issuer.keycloak.user-claim",
                "preferred_username");
    }

    @AfterEach
    void stop() {
        fixture.close();
        betterAuth.close();
        keycloak.close();
    }

    @Test
    void eachIssuersTokensWork() {
        assertThat(fixture.verify(existing().signedWith(VerifierFixture.HS256)).user())
                .isEqualTo("ada");
        String better = betterAuth().signedWith(betterAuthKey);
        assertThat(new String(Base64.getUrlDecoder().decode(better.split("\\.")[0]), StandardCharsets.UTF_8))
                .isEqualTo("{\"alg\":\"EdDSA\",\"kid\":\"7f3Kq\"}");
        assertThat(fixture.verify(better).user()).isEqualTo("user_2b");
        Caller keycloakUser = fixture.verify(keycloak().signedWith(keycloakKey));
        assertThat(keycloakUser.user()).isEqualTo("grace");
        assertThat(keycloakUser.roles()).containsExactlyInAnyOrder("offline_access", "publisher");
    }

    @Test
    void theKeyOfOneIssuerDoesNotSignForAnother() {
        fixture.refuses(keycloak().signedWith(betterAuthKey), "token algorithm not supported");
        fixture.refuses(betterAuth().signedWith(keycloakKey), "token algorithm not supported");
        TestKey posing =
                new TestKey("EdDSA", "7f3Kq", TestKey.of("EdDSA", "mallory").signing(), null);
        fixture.refuses(betterAuth().signedWith(posing), "token signature bad");
        TestKey sameKind =
                new TestKey("RS256", "realm-key", TestKey.of("RS256", "mallory").signing(), null);
        fixture.refuses(keycloak().signedWith(sameKind), "token signature bad");
    }

    @Test
    void eachIssuerHasItsOwnAudience() {
        fixture.refuses(betterAuth().claim("aud", "taskcast").signedWith(betterAuthKey), "token audience wrong");
        fixture.refuses(keycloak().claim("aud", "account").signedWith(keycloakKey), "token audience wrong");
    }

    @Test
    void anIssuerNobodyNamedIsUnknown() {
        fixture.refuses(
                betterAuth().claim("iss", "https://evil.example").signedWith(betterAuthKey), "token issuer unknown");
        fixture.refuses(betterAuth().without("iss").signedWith(betterAuthKey), "token issuer unknown");
    }

    private static TestToken existing() {
        return new TestToken();
    }

    private static TestToken betterAuth() {
        return new TestToken()
                .claim("id", "user_2b")
                .claim("email", "b@example.org")
                .claim("iss", APP)
                .claim("aud", APP)
                .claim("sub", "user_2b")
                .expiresAfter(Duration.ofMinutes(15));
    }

    private static TestToken keycloak() {
        return new TestToken()
                .header("typ", "JWT")
                .claim("typ", "Bearer")
                .claim("azp", "tasks-web")
                .claim("iss", REALM)
                .claim("aud", List.of("taskcast", "account"))
                .claim("sub", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
                .claim("preferred_username", "grace")
                .claim("groups", List.of("offline_access", "publisher"))
                .expiresAfter(Duration.ofMinutes(5));
    }
}
