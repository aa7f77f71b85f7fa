package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningAlgorithmsTest {
    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void aPublicKeyVerifiesWhatItsPrivateKeySigned(String algorithm) {
        TestKey key = TestKey.of(algorithm, "k");
        for (String form : new String[] {key.pem(), TestKey.jwks(key), key.jwk().toJson()}) {
            try (VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey", form)) {
                assertThat(fixture.verify(new TestToken().signedWith(key)).user())
                        .isEqualTo("ada");
                TestKey stranger = new TestKey(
                        algorithm, "k", TestKey.of(algorithm, "other").signing(), null);
                fixture.refuses(new TestToken().signedWith(stranger), "token signature bad");
            }
        }
    }

    @Test
    void theOtherEdwardsCurveCountsAsEdDsaToo() throws JoseException {
        PublicJsonWebKey jwk = OkpJwkGenerator.generateJwk("Ed448");
        TestKey key = new TestKey("EdDSA", null, jwk.getPrivateKey(), jwk);
        try (VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey", TestKey.jwks(key))) {
            assertThat(fixture.verify(new TestToken().signedWith(key)).user()).isEqualTo("ada");
            fixture.refuses(new TestToken().signedWith(TestKey.of("EdDSA", "k")), "token signature bad");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void aSharedSecretVerifiesWhatItSigned(String algorithm) {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            TestKey right = TestKey.secret(algorithm, VerifierFixture.SECRET);
            TestKey wrong = TestKey.secret(algorithm, VerifierFixture.SECRET + "!");
            assertThat(fixture.verify(new TestToken().signedWith(right)).user()).isEqualTo("ada");
            fixture.refuses(new TestToken().signedWith(wrong), "token signature bad");
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256,PS256", "PS256,RS512", "ES256,ES384", "EdDSA,ES256", "ES512,RS256"})
    void onlyTheConfiguredAlgorithmIsAccepted(String accepted, String offered) {
        try (VerifierFixture fixture = new VerifierFixture(
                "mp.jwt.verify.publickey",
                TestKey.of(accepted, "k").pem(),
                "mp.jwt.verify.publickey.algorithm",
                accepted)) {
            fixture.refuses(new TestToken().signedWith(TestKey.of(offered, "k")), "token algorithm not supported");
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256,ES256", "ES256,ES384", "ES384,EdDSA", "EdDSA,RS256"})
    void aKeyIsNeverUsedForAnAlgorithmOfAnotherType(String has, String offered) {
        try (VerifierFixture fixture = new VerifierFixture(
                "mp.jwt.verify.publickey", TestKey.of(has, "k").pem())) {
            fixture.refuses(new TestToken().signedWith(TestKey.of(offered, "k")), "token key unknown");
        }
    }
}
