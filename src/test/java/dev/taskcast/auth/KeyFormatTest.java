package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskcast.config.SigningAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJwkGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormatTest {
    private final TestKey rsa = TestKey.of("RS256", "k");
    private final TestKey edwards = TestKey.of("EdDSA", "k");

    @Test
    void everyFormAlsoInBase64() {
        for (TestKey key : new TestKey[] {rsa, edwards, TestKey.of("ES384", "k")}) {
            for (String form : new String[] {
                key.pem(),
                TestKey.jwks(key),
                key.jwk().toJson(),
                base64(TestKey.jwks(key)),
                base64(key.jwk().toJson()),
                TestToken.base64(TestKey.jwks(key)),
                base64(key.pem()),
                Base64.getEncoder().encodeToString(key.jwk().getPublicKey().getEncoded())
            }) {
                assertThat(parse(form).isEmpty()).as(form).isFalse();
            }
        }
    }

    @Test
    void severalPemKeysInOneFile() {
        PublicKeys both = parse(rsa.pem() + "\n" + edwards.pem());

        assertThat(both.matching(UnverifiedToken.of(new TestToken().signedWith(rsa))))
                .hasSize(1);
        assertThat(both.matching(UnverifiedToken.of(new TestToken().signedWith(edwards))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "{}", "[]", "{\"keys\":[]}", "{\"kty\":\"RSA\"}", "-----BEGIN PUBLIC KEY-----\nAA\n"})
    void aTextWithoutAKeyIsRefused(String text) {
        refuses(text);
    }

    @Test
    void aKeyThatCannotVerifySafelyIsRefused() throws Exception {
        refuses(rsa.jwk().toJson(OutputControlLevel.INCLUDE_PRIVATE));
        refuses("-----BEGIN PRIVATE KEY-----\n"
                + base64(rsa.jwk().getPrivateKey().getEncoded()) + "\n-----END PRIVATE KEY-----");
        refuses(RsaJwkGenerator.generateJwk(1024).toJson());
        refuses("{\"kty\":\"oct\",\"k\":\"" + "A".repeat(64) + "\"}");
        refuses(rsa.jwk().toJson().replace("{", "{\"use\":\"enc\","));
    }

    @Test
    void unknownKeysBesideAGoodOneDoNoHarm() {
        String document = TestKey.jwks(rsa).replace("[", "[{\"kty\":\"PQC\",\"pub\":\"AA\"},");

        assertThat(parse(document).isEmpty()).isFalse();
    }

    @Test
    void aFileIsReadAgain(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("keys.pem");
        Files.writeString(file, edwards.pem());
        try (VerifierFixture fixture = new VerifierFixture(
                "mp.jwt.verify.publickey.location", file.toUri().toString())) {
            assertThat(fixture.verify(new TestToken().signedWith(edwards)).user())
                    .isEqualTo("ada");
            TestKey next = TestKey.of("ES256", "next");
            Files.writeString(file, next.pem());
            fixture.clock.advance(Duration.ofSeconds(11));
            assertThat(fixture.verify(new TestToken().signedWith(next)).user()).isEqualTo("ada");
        }
    }

    @Test
    void aFileWithoutKeysStopsTheStart(@TempDir Path folder) throws IOException {
        String missing = folder.resolve("missing.pem").toUri().toString();
        Path rubbish = Files.writeString(folder.resolve("no-key.pem"), "no key at all");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerifierFixture("mp.jwt.verify.publickey.location", missing))
                .withMessageStartingWith("Setting mp.jwt.verify.publickey.location cannot be read: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerifierFixture("mp.jwt.verify.publickey", "rubbish"))
                .withMessageStartingWith("Setting mp.jwt.verify.publickey holds no usable public key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerifierFixture(
                        "mp.jwt.verify.publickey.location", rubbish.toUri().toString()))
                .withMessageStartingWith("Setting mp.jwt.verify.publickey.location holds no usable public key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerifierFixture("mp.jwt.verify.publickey.location", "META-INF/none.json"))
                .withMessageStartingWith(
                        "Setting mp.jwt.verify.publickey.location cannot be read: there is no resource META-INF/none.json");
    }

    @Test
    void aKeyForAnotherAlgorithmCanNeverVerify() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyFormat.parse(rsa.pem(), Set.of(SigningAlgorithm.EDDSA, SigningAlgorithm.ES256)))
                .withMessageContaining("but a key for another algorithm than those of this issuer;");
        assertThat(KeyFormat.parse(rsa.pem(), Set.of(SigningAlgorithm.PS512)).isEmpty())
                .isFalse();
    }

    private static PublicKeys parse(String text) {
        return KeyFormat.parse(text, EnumSet.allOf(SigningAlgorithm.class));
    }

    private static void refuses(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text))
                .withMessageStartingWith("no usable public key");
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
