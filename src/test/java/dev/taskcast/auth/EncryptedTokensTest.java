package dev.taskcast.auth;

import static dev.taskcast.auth.VerifierFixture.HS256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.config.DecryptionSettings;
import dev.taskcast.config.KeySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are signed and then encrypted, as in MicroProfile JWT 2.1. */
class EncryptedTokensTest {
    private static final TestKey SIGNING = TestKey.of("RS256", "signing");
    private static final TestKey OURS = TestKey.of("RS256", "ours");
    private static final TestKey OTHER = TestKey.of("RS256", "other");
    private static final DecryptionSettings SETTINGS = new DecryptionSettings(
            new KeySettings.Location("mp.jwt.decrypt.key.location", URI.create("file:/key")),
            Set.of("RSA-OAEP", "RSA-OAEP-256"));
    private static final String CANNOT = "token cannot be decrypted";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA-OAEP", "RSA-OAEP-256"})
    void bothAlgorithmsAreAcceptedIfNoSettingNamesOne(String algorithm) throws IOException {
        try (VerifierFixture fixture = fixture(pem(OURS))) {
            assertThat(fixture.verify(encrypted(signed(), algorithm)).user()).isEqualTo("ada");
        }
    }

    @Test
    void ifASettingNamesAnAlgorithmOnlyThatIsAccepted() throws IOException {
        try (VerifierFixture fixture = fixture(pem(OURS), "mp.jwt.decrypt.key.algorithm", "RSA-OAEP-256")) {
            assertThat(fixture.verify(encrypted(signed(), "RSA-OAEP-256")).user())
                    .isEqualTo("ada");
            fixture.refuses(encrypted(signed(), "RSA-OAEP"), CANNOT);
        }
    }

    @Test
    void aKeyIsPemJwkOrJwksOrOneOfTheseInBase64() throws Exception {
        String jwk = OURS.jwk().toJson(OutputControlLevel.INCLUDE_PRIVATE);
        String jwks = new JsonWebKeySet(List.of(OTHER.jwk(), OURS.jwk())).toJson(OutputControlLevel.INCLUDE_PRIVATE);
        for (String key : List.of(pem(OURS), jwk, jwks)) {
            String base64 = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
            for (String form : List.of(key, base64)) {
                try (VerifierFixture fixture = fixture(form)) {
                    assertThat(fixture.verify(encrypted(signed(), "RSA-OAEP")).user())
                            .isEqualTo("ada");
                }
            }
        }
    }

    /** Otherwise an attacker could leave the encryption out. */
    @Test
    void withADecryptionKeyATokenThatIsNotEncryptedIsRefused() throws IOException {
        try (VerifierFixture fixture = fixture(pem(OURS))) {
            fixture.refuses(signed(), "token not encrypted");
        }
    }

    @Test
    void theTokensOfOtherIssuersStayAsTheyAre() throws IOException {
        try (VerifierFixture fixture = fixture(pem(OURS), "BETTER_AUTH_SECRET", VerifierFixture.SECRET)) {
            String shared = new TestToken().signedWith(HS256);
            assertThat(fixture.verify(shared).user()).isEqualTo("ada");
            fixture.refuses(encrypted(shared, "RSA-OAEP"), "token encrypted");
        }
    }

    @Test
    void withoutAKeyAnEncryptedTokenIsRefused() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            fixture.refuses(encrypted(signed(), "RSA-OAEP"), "token encrypted");
        }
    }

    /** Any sender can encrypt, because the key that encrypts is public. */
    @Test
    void theTokenInsideMustBeSignedByTheIssuer() throws IOException {
        try (VerifierFixture fixture = fixture(pem(OURS))) {
            fixture.refuses(encrypted("{\"sub\":\"ada\",\"exp\":9999999999}", "RSA-OAEP"), "opaque session token");
            fixture.refuses(encrypted(new TestToken().signedWith(OTHER), "RSA-OAEP"), "token key unknown");
            fixture.refuses(encrypted(encrypted(signed(), "RSA-OAEP"), "RSA-OAEP"), "token malformed");
            String unsigned = new TestToken().raw("{\"alg\":\"none\"}", "");
            fixture.refuses(encrypted(unsigned, "RSA-OAEP"), "token algorithm not supported");
        }
    }

    @Test
    void aTokenEncryptedForAnotherKeyOrChangedIsRefused() throws IOException {
        try (VerifierFixture fixture = fixture(pem(OURS))) {
            fixture.refuses(encrypted(signed(), "RSA-OAEP", OTHER.jwk().getPublicKey(), "cty", "JWT"), CANNOT);
            String token = encrypted(signed(), "RSA-OAEP");
            for (int part = 1; part < 5; part++) {
                String[] parts = token.split("\\.");
                parts[part] = (parts[part].startsWith("A") ? "B" : "A") + parts[part].substring(1);
                fixture.refuses(String.join(".", parts), CANNOT);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cty,''",
        "cty,json",
        "zip,DEF",
        "jku,https://evil.example",
        "crit,exp",
        "enc,A128GCM",
        "enc,A128CBC-HS256"
    })
    void headersThatChangeTheRulesAreRefused(String header, String value) throws IOException {
        try (VerifierFixture fixture = fixture(pem(OURS))) {
            fixture.refuses(encrypted(signed(), "RSA-OAEP", OURS.jwk().getPublicKey(), header, value), CANNOT);
        }
    }

    /** A private key is the slowest operation that a stranger can make us do. */
    @ParameterizedTest
    @CsvSource({
        "alg, RSA1_5",
        "alg, dir",
        "enc, A128GCM",
        "enc, A256CBC-HS512",
        "cty, json",
        "zip, DEF",
        "jwk, {}",
        "'', vector",
        "'', tag"
    })
    void noKeyIsTriedForATokenThatItCannotDecrypt(String header, String value) {
        String token = encrypted(signed(), "RSA-OAEP");
        String[] parts = token.split("\\.");
        if (header.isEmpty()) {
            parts[value.equals("tag") ? 4 : 2] += "AA";
        } else {
            String json = "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"cty\":\"JWT\"}"
                    .replaceFirst("\"" + header + "\":\"[^\"]*\",?", "")
                    .replaceFirst(",?}$", ",\"" + header + "\":\"" + value + "\"}");
            parts[0] = TestToken.base64(json);
        }
        List<Integer> asked = new ArrayList<>();
        Decryption decryption = new Decryption(SETTINGS, (id, bytes) -> {
            asked.add(bytes);
            return List.of();
        });
        assertThatThrownBy(() -> decryption.signed(String.join(".", parts))).isInstanceOf(TokenFaultException.class);
        assertThat(asked).isEmpty();
        assertThatThrownBy(() -> decryption.signed(token)).isInstanceOf(TokenFaultException.class);
        assertThat(asked).as("a good token").containsExactly(256);
    }

    @Test
    void aKeyIsTriedOnlyForTokensThatMatchItsLength() {
        PrivateKeys keys = PrivateKeys.parse(pem(OURS));
        assertThat(keys.candidates(Optional.of("any"), 256)).hasSize(1);
        assertThat(keys.candidates(Optional.empty(), 255)).isEmpty();
        assertThat(keys.candidates(Optional.empty(), 512)).isEmpty();
    }

    @Test
    void aKeyThatCannotDecryptStopsTheStartAndIsNotRepeated() throws IOException {
        for (String text : List.of("no key", OURS.pem(), "{\"kty\":\"RSA\"}", pem(TestKey.of("ES256", "curve")))) {
            Path file = Files.writeString(folder.resolve("wrong"), text);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fixtureOf(file.toUri().toString()))
                    .withMessageStartingWith("Setting mp.jwt.decrypt.key.location holds no usable private key")
                    .withMessageNotContaining(text);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixtureOf(folder.resolve("missing").toUri().toString()))
                .withMessageContaining("there is no file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixtureOf("https://keys.example/private.pem"))
                .withMessageContaining("mp.jwt.decrypt.key.location is on the network");
    }

    @Test
    void aKeyWithoutIssuerOrAnAlgorithmWithoutKeyStopsTheStart() throws IOException {
        String key = Files.writeString(folder.resolve("key"), pem(OURS)).toString();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifierFixture.withSecret("mp.jwt.decrypt.key.location", key))
                .withMessageContaining("set mp.jwt.verify.publickey");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifierFixture.withSecret("mp.jwt.decrypt.key.algorithm", "RSA-OAEP"))
                .withMessageContaining("set mp.jwt.decrypt.key.location");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifierFixture.withSecret("mp.jwt.decrypt.key.algorithm", "RSA1_5"))
                .withMessageContaining("allowed is RSA-OAEP, RSA-OAEP-256");
    }

    private VerifierFixture fixture(String key, String... more) throws IOException {
        return fixtureOf(Files.writeString(folder.resolve("key"), key).toString(), more);
    }

    private static VerifierFixture fixtureOf(String location, String... more) {
        String[] all = new String[more.length + 4];
        System.arraycopy(more, 0, all, 4, more.length);
        all[0] = "mp.jwt.verify.publickey";
        all[1] = TestKey.jwks(SIGNING);
        all[2] = "mp.jwt.decrypt.key.location";
        all[3] = location;
        return new VerifierFixture(all);
    }

    private static String signed() {
        return new TestToken().signedWith(SIGNING);
    }

    private static String encrypted(String payload, String algorithm) {
        return encrypted(payload, algorithm, OURS.jwk().getPublicKey(), "cty", "JWT");
    }

    private static String encrypted(String payload, String algorithm, Key key, String header, String value) {
        JsonWebEncryption token = new JsonWebEncryption();
        token.setAlgorithmHeaderValue(algorithm);
        token.setEncryptionMethodHeaderParameter("A256GCM");
        token.setContentTypeHeaderValue("JWT");
        token.setHeader(header, value);
        token.setKey(key);
        token.setPayload(payload);
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(TestKey key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(key.jwk().getPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
