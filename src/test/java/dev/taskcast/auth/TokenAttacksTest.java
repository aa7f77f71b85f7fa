package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One attack in each test, against a verifier that has both a secret and a public key. */
class TokenAttacksTest {
    private final TestKey rsa = TestKey.of("RS256", "k1");
    private final VerifierFixture fixture = VerifierFixture.withSecret("mp.jwt.verify.publickey", TestKey.jwks(rsa));

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "hs256", "HS1", "A256KW", "dir"})
    void algorithmNoneAndItsSpellings(String algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\"}";
        fixture.refuses(new TestToken().raw(header, ""), "token algorithm not supported");
        fixture.refuses(new TestToken().raw(header, "AAAA"), "token algorithm not supported");
    }

    @Test
    void publicKeyAsSharedSecret() {
        for (String known : new String[] {
            rsa.pem(), rsa.pem().strip(), TestKey.jwks(rsa), rsa.jwk().toJson()
        }) {
            TestKey confused = TestKey.secret("HS256", known);
            fixture.refuses(new TestToken().header("kid", "k1").signedWith(confused), "token signature bad");
        }
        byte[] der = rsa.jwk().getPublicKey().getEncoded();
        TestKey confused = new TestKey("HS256", "k1", new HmacKey(der), null);
        fixture.refuses(new TestToken().signedWith(confused), "token signature bad");
    }

    @Test
    void publicKeyAsSharedSecretWithoutAConfiguredSecret() {
        try (VerifierFixture publicOnly = new VerifierFixture("mp.jwt.verify.publickey", rsa.pem())) {
            TestKey confused = TestKey.secret("HS256", rsa.pem());
            publicOnly.refuses(new TestToken().signedWith(confused), "token algorithm not supported");
        }
    }

    @Test
    void asymmetricAlgorithmWhereThereIsOnlyASecret() {
        try (VerifierFixture secretOnly = VerifierFixture.withSecret()) {
            secretOnly.refuses(new TestToken().signedWith(rsa), "token algorithm not supported");
        }
    }

    @Test
    void keyThatTheTokenBringsAlong() {
        TestKey attacker = TestKey.of("RS256", "attacker");
        var token = new TestToken().header("jwk", attacker.jwk().toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        fixture.refuses(token.signedWith(attacker), "token header not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jku", "x5u", "x5c", "crit", "b64", "cty"})
    void headersThatChangeTheRules(String header) throws Exception {
        try (KeyServer attackers = new KeyServer(TestKey.jwks(TestKey.of("RS256", "attacker")))) {
            String token = new TestToken()
                    .raw(
                            "{\"alg\":\"RS256\",\"kid\":\"attacker\",\"" + header + "\":\"" + attackers.url() + "\"}",
                            "AAAA");
            fixture.refuses(token, "token header not allowed");
            assertThat(attackers.reads()).isZero();
        }
    }

    @Test
    void criticalExtensionInAValidToken() {
        String token = new TestToken().raw("{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}", "AAAA");
        fixture.refuses(token, "token header not allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../../../etc/passwd",
                "/dev/null",
                "..\\..\\win.ini",
                "k1' OR '1'='1",
                "x' UNION SELECT 'secret' --",
                "| id",
                "http://127.0.0.1/jwks",
                "k1\u0000",
                "K1"
            })
    void keyIdThatIsAPathOrAQuery(String kid) {
        fixture.refuses(new TestToken().header("kid", kid).signedWith(rsa), "token key unknown");
        TestKey empty = new TestKey("HS256", kid, new HmacKey(new byte[1]), null);
        fixture.refuses(new TestToken().signedWith(empty), "token signature bad");
    }

    @Test
    void signatureStripped() {
        String token = new TestToken().signedWith(VerifierFixture.HS256);
        fixture.refuses(token.substring(0, token.lastIndexOf('.') + 1), "token signature bad");
        fixture.refuses(token.substring(0, token.lastIndexOf('.')), "opaque session token");
        String signed = new TestToken().signedWith(rsa);
        fixture.refuses(signed.substring(0, signed.lastIndexOf('.') + 1), "token signature bad");
    }

    @Test
    void claimsReplacedUnderAnOldSignature() {
        String mine = new TestToken().signedWith(VerifierFixture.HS256);
        String[] parts = mine.split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        parts[1] = TestToken.base64(payload.replace("ada", "eve"));
        fixture.verify(mine);
        fixture.refuses(String.join(".", parts), "token signature bad");
    }

    @Test
    void anyCharacterChangedOrCutOff() {
        for (TestKey key : new TestKey[] {VerifierFixture.HS256, rsa}) {
            String token = new TestToken().signedWith(key);
            // The last character of a signature has unused bits.
            for (int i = 0; i < token.length() - 1; i++) {
                char other = token.charAt(i) == 'A' ? 'B' : 'A';
                fixture.refuses(token.substring(0, i) + other + token.substring(i + 1), "");
                fixture.refuses(token.substring(0, i), "");
            }
            assertThat(fixture.verify(token).user()).isEqualTo("ada");
        }
    }

    @Test
    void ecdsaSignatureOfZeros() {
        try (VerifierFixture elliptic = new VerifierFixture(
                "mp.jwt.verify.publickey", TestKey.of("ES256", "k").pem())) {
            String zeros = TestToken.base64("\0".repeat(64));
            elliptic.refuses(new TestToken().raw("{\"alg\":\"ES256\"}", zeros), "token signature bad");
        }
    }

    @Test
    void tokenOf100Kilobytes() {
        String token = new TestToken().claim("pad", "x".repeat(100_000)).signedWith(VerifierFixture.HS256);
        fixture.refuses(token, "token too large");
        fixture.refuses("x".repeat(100_000), "token too large");
    }

    @Test
    void tokenForAnotherPurpose() {
        fixture.refuses(new TestToken().header("typ", "logout+jwt").signedWith(rsa), "token is of another kind");
        fixture.refuses(new TestToken().header("typ", "DPoP+JWT").signedWith(rsa), "token is of another kind");
        assertThat(fixture.verify(new TestToken().header("typ", "at+jwt").signedWith(rsa))
                        .user())
                .isEqualTo("ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", "...", "a.b.c", "e30.e30.", "W10.W10.AA", "a b.c.d", "a.b.c.d.e", "{}.{}.{}", "é.é.é"})
    void textThatIsNoToken(String text) {
        fixture.refuses(text, "token ");
    }

    @Test
    void jsonNestedAsDeepAsATokenCan() {
        String deep = "[".repeat(2900) + "]".repeat(2900);
        String token = TestToken.base64("{\"alg\":\"HS256\"}") + "." + TestToken.base64("{\"a\":" + deep + "}") + ".AA";
        fixture.refuses(token, "token ");
    }

    @Test
    void sameNameTwice() {
        fixture.refuses(new TestToken().raw("{\"alg\":\"HS256\",\"alg\":\"none\"}", "AAAA"), "token malformed");
        fixture.refuses(new TestToken().raw("{\"alg\":\"HS256\",\"x\":1,\"\\u0078\":1}", "AAAA"), "token malformed");
        refusesPayload("{\"sub\":\"ada\",\"sub\":\"eve\"}", StandardCharsets.UTF_8);
        refusesPayload("{\"sub\":\"ada\",\"\\u0073ub\":\"eve\"}", StandardCharsets.UTF_8);
        refusesPayload("{\"sub\":\"ada\",\"a\":{\"b\":1,\"b\":2}}", StandardCharsets.UTF_8);
    }

    /** Otherwise two users whose names have different damage would be one. */
    @Test
    void bytesThatAreNotUtf8() {
        refusesPayload("{\"sub\":\"\u00e4\"}", StandardCharsets.ISO_8859_1);
        refusesPayload("{\"sub\":\"\u00f6\"}", StandardCharsets.ISO_8859_1);
        refusesPayload("{\"sub\":\"ada\",\"name\":\"\u00c0\u00af\"}", StandardCharsets.ISO_8859_1);
        refusesPayload("{\"sub\":\"\u00ed\u00a0\u00bd\"}", StandardCharsets.ISO_8859_1);
        refusesPayload("{\"sub\":\"ada\"}", StandardCharsets.UTF_16BE);
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"HS256\",\"kid\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));
        fixture.refuses(header + "." + TestToken.base64("{\"sub\":\"ada\"}") + ".AAAA", "token malformed");
        byte[] ownReplacement = "{\"sub\":\"\ufffd\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(fixture.verify(new TestToken().signedWith(VerifierFixture.HS256, ownReplacement))
                        .user())
                .isEqualTo("\ufffd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":\"ada\",}",
                "{\"sub\":\"ada\",,}",
                "{\"sub\":007}",
                "{\"sub\":\"a\tb\"}",
                "{\"sub\":\"ada\"} {}",
                "[\"ada\"]",
                "\ufeff{\"sub\":\"ada\"}",
                "\"ada\"",
                " "
            })
    void payloadsThatReadersWouldReadDifferently(String payload) {
        refusesPayload(payload, StandardCharsets.UTF_8);
    }

    @Test
    void halfASurrogatePairAsKeyId() {
        fixture.refuses(new TestToken().raw("{\"alg\":\"RS256\",\"kid\":\"k1\\ud83d\"}", "AAAA"), "token malformed");
    }

    private void refusesPayload(String payload, Charset charset) {
        fixture.refuses(
                new TestToken().signedWith(VerifierFixture.HS256, payload.getBytes(charset)), "token malformed");
    }

    @Test
    void foreignCharactersThatADecoderWouldSkip() {
        String token = new TestToken().signedWith(VerifierFixture.HS256);
        fixture.refuses(token + "\n", "token malformed");
        fixture.refuses(token.replaceFirst("\\.", ".%"), "token malformed");
        fixture.refuses(token + "=", "token malformed");
    }
}
