package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Lines;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwk.RsaJwkGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are missing when the gateway starts: some stop the start, others only make readiness fail. */
class MissingKeysTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(11);
    private static final String SETTING = "taskcast.auth.issuer.app.jwks";
    private static final String NAME = SETTING + " (127.0.0.1)";
    private final TestKey key = TestKey.of("EdDSA", "app");
    private KeyServer server;

    @BeforeEach
    void start() throws IOException {
        server = new KeyServer(TestKey.jwks(key));
        server.answersWith(503);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keysComeWithoutAnyTokenAndStayWhenTheIssuerGoes() {
        try (VerifierFixture fixture = besideASecret(server.url())) {
            Await.until(PATIENCE, () -> server.reads() == 1, "the first read");
            assertThat(threads()).as("the reader of these keys").anyMatch(name -> name.contains("issuer.app.jwks"));
            Await.until(PATIENCE, () -> missing(fixture, "answered with status 503"), "the reason");
            server.answersWith(200);
            fixture.clock.advance(RETRY);
            Await.until(PATIENCE, () -> fixture.verifier.missingKeys().isEmpty(), "keys");
            assertThat(server.reads()).isEqualTo(2);
            server.answersWith(503);
            fixture.clock.advance(Duration.ofDays(1));
            Await.until(PATIENCE, () -> server.reads() == 3, "a read that fails");
            assertThat(fixture.verifier.missingKeys()).isEmpty();
        }
    }

    @Test
    void anOutageAtTheStartIsOneLineAndItsEndAnother() {
        try (Lines lines = new Lines(RefreshedKeys.class);
                VerifierFixture fixture = besideASecret(server.url() + "?secret=of-the-url")) {
            for (int reads = 1; reads < 4; reads++) {
                int expected = reads;
                Await.until(PATIENCE, () -> server.reads() == expected, "another read");
                Await.until(PATIENCE, () -> missing(fixture, "503"), "its end");
                fixture.clock.advance(RETRY);
            }
            server.answersWith(200);
            Await.until(
                    PATIENCE,
                    () -> {
                        fixture.clock.advance(RETRY);
                        return fixture.verifier.missingKeys().isEmpty();
                    },
                    "keys");
            assertThat(lines.all())
                    .containsExactly(
                            "WARNING TCAST0202W: The keys of " + NAME
                                    + " cannot be read, so this replica is not ready: answered with status 503",
                            "INFO TCAST0201I: The keys of " + NAME + " are readable again");
        }
    }

    @Test
    void theReasonNamesKeysThatCannotBeUsed() throws Exception {
        server.answersWith(200);
        Map<String, String> documents = Map.of(
                "{\"keys\":[]}",
                "no usable public key; allowed",
                "<html>",
                "no usable public key; allowed",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"" + "A".repeat(64) + "\"}]}",
                "but a shared secret; allowed",
                privateJwks(key),
                "but a private key, which belongs to the issuer alone; allowed",
                "{\"keys\":[" + RsaJwkGenerator.generateJwk(1024).toJson() + "]}",
                "but RSA of 1024 bits; allowed");
        for (Map.Entry<String, String> document : documents.entrySet()) {
            server.publishes(document.getKey());
            try (VerifierFixture fixture = besideASecret(server.url())) {
                Await.until(PATIENCE, () -> missing(fixture, document.getValue()), document.getValue());
            }
        }
    }

    @Test
    void theReasonDistinguishesARefusedConnectionFromAnUnknownHost() {
        server.close();
        try (VerifierFixture closed = besideASecret(server.url());
                VerifierFixture nowhere = besideASecret("https://nowhere.invalid/jwks")) {
            Await.until(PATIENCE, () -> missing(closed, "it refuses connections"), "no connection");
            Await.until(PATIENCE, () -> missing(nowhere, "its host name is unknown"), "no host");
        }
    }

    /**
     * The health endpoint shows the reasons, and devices may ask it. A message of Java's can hold a host, and a path
     * can hold a secret.
     */
    @Test
    void noReasonNamesAHost() {
        String secret = "keys.internal";
        for (Exception failed : List.of(
                new NoSuchFileException("/etc/" + secret),
                new AccessDeniedException("/etc/" + secret),
                new UnknownHostException(secret),
                new KeyReadException(
                        "its TLS is not trusted", "its TLS is not trusted: No name matching " + secret, null))) {
            assertThat(KeyDocument.kind(failed)).isNotBlank().doesNotContain(secret);
            assertThat(KeyDocument.reason(failed)).contains(secret);
        }
    }

    @Test
    void theReasonNamesTheTimeoutOfAnIssuerThatHangs() {
        server.answersWith(200);
        server.hangs(true);
        try (VerifierFixture fixture = besideASecret(server.url(), "taskcast.auth.jwks.timeout", "100ms")) {
            Await.until(PATIENCE, () -> missing(fixture, "did not answer within 100 ms"), "the reason");
        }
    }

    /** Users with HS256 cannot connect either: a configuration that can never work must not look as if it did. */
    @Test
    void oneBadIssuerBesideGoodOnesStopsTheStartAndLeavesNothingBehind(@TempDir Path folder) {
        String missing = folder.resolve("missing.pem").toUri().toString();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VerifierFixture(
                        "BETTER_AUTH_SECRET", VerifierFixture.SECRET,
                        "taskcast.auth.issuers", "good,bad",
                        "taskcast.auth.issuer.good.iss", "https://good.example",
                        "taskcast.auth.issuer.good.audiences", "*",
                        "taskcast.auth.issuer.good.jwks", server.url(),
                        "taskcast.auth.issuer.bad.iss", "https://bad.example",
                        "taskcast.auth.issuer.bad.audiences", "*",
                        "taskcast.auth.issuer.bad.jwks", missing))
                .withMessageStartingWith("Setting taskcast.auth.issuer.bad.jwks cannot be read: there is no file ");
        assertThat(threads()).noneMatch(name -> name.contains("issuer.good.jwks"));
    }

    private static boolean missing(VerifierFixture fixture, String reason) {
        return fixture.verifier.missingKeys().stream()
                .anyMatch(line ->
                        line.startsWith(SETTING + ": ") && line.contains(reason) && !line.contains("127.0.0.1"));
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    private static String privateJwks(TestKey key) {
        return "{\"keys\":[" + key.jwk().toJson(org.jose4j.jwk.JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE) + "]}";
    }

    private static VerifierFixture besideASecret(String url, String... more) {
        String[] settings = Stream.concat(
                        Stream.of(
                                "taskcast.auth.issuers", "app",
                                "taskcast.auth.issuer.app.iss", "https://app.example",
                                "taskcast.auth.issuer.app.audiences", "*",
                                "taskcast.auth.issuer.app.jwks", url),
                        Stream.of(more))
                .toArray(String[]::new);
        return VerifierFixture.withSecret(settings);
    }
}
