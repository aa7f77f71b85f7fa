package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys without {@code kid}: only a signature tells whether a key was replaced. */
class NamelessKeysTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(11);
    private static final String UNAVAILABLE = "keys to verify the token unavailable";

    private final TestKey first = nameless(TestKey.of("EdDSA", "nameless-1"));
    private final TestKey second = nameless(TestKey.of("EdDSA", "nameless-2"));
    private final TestKey forged = nameless(TestKey.of("EdDSA", "nameless-3"));

    @Test
    void aReplacedPemIsReadBeforeATokenIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key.pem");
        Files.writeString(file, first.pem());
        try (VerifierFixture fixture = at(file.toUri().toString())) {
            fixture.verify(token(first));
            Files.writeString(file, second.pem());
            fixture.clock.advance(RETRY);
            assertThat(fixture.verify(token(second)).user()).isEqualTo("ada");
            fixture.refuses(new TestToken().claim("sub", "eve").signedWith(first), "token signature bad");
        }
    }

    @Test
    void aReplacedKeyWithoutAKeyIdIsReadBeforeATokenIsRefused() throws IOException {
        try (KeyServer server = new KeyServer(document(first));
                VerifierFixture fixture = at(server.url())) {
            fixture.verify(token(first));
            server.publishes(document(second, first));
            fixture.clock.advance(RETRY);
            assertThat(fixture.verify(token(second)).user()).isEqualTo("ada");
            assertThat(fixture.verify(token(first)).user()).isEqualTo("ada");
            assertThat(server.reads()).isEqualTo(2);
        }
    }

    @Test
    void theSignatureCountsAsBadOnlyAfterTheKeysWereReadAgain() throws IOException {
        try (KeyServer server = new KeyServer(document(first));
                VerifierFixture fixture = at(server.url())) {
            fixture.verify(token(first));
            fixture.clock.advance(RETRY);
            fixture.refuses(token(forged), "token signature bad");
            fixture.clock.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 50; i++) {
                fixture.refuses(token(forged), Refusal.Kind.UNAVAILABLE, UNAVAILABLE);
            }
            assertThat(server.reads()).as("one read for all").isEqualTo(2);
            fixture.clock.advance(RETRY);
            fixture.refuses(token(forged), "token signature bad");
            assertThat(server.reads()).isEqualTo(3);
        }
    }

    @Test
    void aReadThatFailsProvesNothing() throws IOException {
        try (KeyServer server = new KeyServer(document(first));
                VerifierFixture fixture = at(server.url())) {
            fixture.verify(token(first));
            server.answersWith(503);
            fixture.clock.advance(RETRY);
            fixture.refuses(token(second), Refusal.Kind.UNAVAILABLE, UNAVAILABLE);
            server.answersWith(200);
            server.publishes(document(second));
            fixture.clock.advance(RETRY);
            assertThat(fixture.verify(token(second)).user()).isEqualTo("ada");
        }
    }

    @Test
    void aTokenWithoutANameMayBeOfAnyKeyToo() throws IOException {
        TestKey named = TestKey.of("EdDSA", "named");
        try (KeyServer server = new KeyServer(TestKey.jwks(named));
                VerifierFixture fixture = at(server.url())) {
            fixture.verify(token(named));
            server.publishes(document(second));
            fixture.clock.advance(RETRY);
            assertThat(fixture.verify(token(second)).user()).isEqualTo("ada");
        }
    }

    @Test
    void aNameThatFitsDecidesWithoutARead() throws IOException {
        TestKey named = TestKey.of("EdDSA", "named");
        try (KeyServer server = new KeyServer(TestKey.jwks(named));
                VerifierFixture fixture = at(server.url())) {
            fixture.verify(token(named));
            fixture.clock.advance(RETRY);
            fixture.refuses(token(new TestKey("EdDSA", "named", forged.signing(), null)), "token signature bad");
            assertThat(server.reads()).isOne();
        }
    }

    @Test
    void keysThatCannotChangeDecideImmediately() {
        try (VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey", first.pem())) {
            fixture.clock.advance(RETRY);
            fixture.refuses(token(forged), "token signature bad");
        }
    }

    @Test
    void aFileWithoutAKeyOrAMissingFileKeepsTheKeys(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key.pem");
        Files.writeString(file, first.pem());
        try (Lines lines = new Lines(RefreshedKeys.class);
                VerifierFixture fixture = at(file.toUri().toString())) {
            Files.writeString(file, "");
            fixture.clock.advance(Duration.ofMinutes(6));
            fixture.verify(token(first));
            Await.until(
                    PATIENCE, () -> lines.count("those read before are used: no usable public key") == 1, "a warning");
            Files.delete(file);
            fixture.clock.advance(RETRY);
            assertThat(fixture.verify(token(first)).user()).isEqualTo("ada");
            Files.writeString(file, second.pem());
            fixture.clock.advance(RETRY);
            Await.until(PATIENCE, () -> lines.count("are readable again") == 1, "a read");
            assertThat(fixture.verify(token(second)).user()).isEqualTo("ada");
        }
    }

    private static VerifierFixture at(String location) {
        return new VerifierFixture("mp.jwt.verify.publickey.location", location, "taskcast.auth.cache.tokens", "0");
    }

    private static String token(TestKey key) {
        return new TestToken().signedWith(key);
    }

    private static TestKey nameless(TestKey key) {
        return new TestKey(key.algorithm(), null, key.signing(), key.jwk());
    }

    /** The document of an issuer that gives its keys no ids. */
    private static String document(TestKey... keys) {
        StringBuilder document = new StringBuilder("{\"keys\":[");
        for (TestKey key : keys) {
            String json = key.jwk().toJson(OutputControlLevel.PUBLIC_ONLY);
            document.append(document.toString().endsWith("[") ? "" : ",")
                    .append(json.replaceAll("\"kid\":\"[^\"]*\",?", ""));
        }
        return document.append("]}").toString();
    }
}
