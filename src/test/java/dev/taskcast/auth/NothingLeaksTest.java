package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskcast.config.AuthSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No secret is in the finest log of our code and of the libraries, or in any exception. */
class NothingLeaksTest {
    private static final String CLAIM = "claim-that-nobody-may-see";
    private static final String SIGNATURE = TestToken.base64("signature that nobody made");
    private static final TestKey RSA = TestKey.of("RS256", "k1");
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Handler everything = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        everything.setLevel(Level.ALL);
        root.addHandler(everything);
        root.setLevel(Level.ALL);
    }

    @AfterEach
    void stop() {
        root.removeHandler(everything);
        root.setLevel(before);
    }

    @Test
    void noTokenAndNoClaimIsThrownOrLogged() {
        Logger.getLogger(NothingLeaksTest.class.getName()).finest("the handler hears this");
        List<String> tokens = List.of(
                token().signedWith(VerifierFixture.HS256),
                token().signedWith(RSA),
                token().signedWith(TestKey.of("EdDSA", "k2")),
                token().signedWith(TestKey.secret("HS256", "a secret that is not the right one")),
                token().signedWith(new TestKey(
                        "RS256", "k1", TestKey.of("RS256", "other").signing(), null)),
                token().expiresAfter(Duration.ofDays(-1)).signedWith(RSA),
                token().without("exp").signedWith(RSA),
                token().claim("exp", CLAIM).signedWith(RSA),
                token().claim("iss", CLAIM).signedWith(RSA),
                token().claim("aud", CLAIM).signedWith(RSA),
                token().claim("sub", List.of(CLAIM)).signedWith(VerifierFixture.HS256),
                token().raw("{\"alg\":\"" + CLAIM + "\"}", SIGNATURE),
                token().raw("{\"alg\":\"RS256\",\"kid\":\"" + CLAIM + "\"}", SIGNATURE),
                token().raw("{\"alg\":\"HS256\",\"" + CLAIM, SIGNATURE),
                CLAIM);
        StringWriter seen = new StringWriter();
        try (VerifierFixture fixture = VerifierFixture.withSecret(
                "mp.jwt.verify.publickey", TestKey.jwks(RSA),
                "taskcast.auth.issuers", "n",
                "taskcast.auth.issuer.n.iss", "https://n.example",
                "taskcast.auth.issuer.n.audiences", "taskcast",
                "taskcast.auth.issuer.n.jwks", "http://localhost:1/jwks")) {
            tokens.forEach(token -> {
                Throwable thrown = catchThrowable(() -> fixture.verify(token));
                if (thrown != null) {
                    thrown.printStackTrace(new PrintWriter(seen, true));
                }
            });
        }
        logged.forEach(seen::append);

        assertThat(seen.toString()).contains("the handler hears this").contains("token signature bad");
        assertThat(seen.toString()).doesNotContain(CLAIM, TestToken.base64(CLAIM), VerifierFixture.SECRET);
        for (String token : tokens) {
            assertThat(seen.toString()).doesNotContain(token.split("\\.", -1));
        }
    }

    @Test
    void settingsDoNotShowTheirSecret() {
        String weak = "thirty-one bytes are too short!";
        AuthSettings settings = settings()
                .with("BETTER_AUTH_SECRET", VerifierFixture.SECRET)
                .with("taskcast.auth.previous-secrets", "p".repeat(32))
                .auth();
        Throwable refused =
                catchThrowable(() -> settings().with("BETTER_AUTH_SECRET", weak).auth());

        assertThat(settings.toString()).doesNotContain(VerifierFixture.SECRET, "p".repeat(32));
        assertThat(refused).hasMessageContaining("BETTER_AUTH_SECRET").hasMessageNotContaining(weak);
    }

    private static TestToken token() {
        return new TestToken().claim("private", CLAIM);
    }
}
