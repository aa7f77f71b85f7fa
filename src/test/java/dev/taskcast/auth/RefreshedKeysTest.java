package dev.taskcast.auth;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys from a real HTTP server on this machine, with the shipped defaults: refresh 5 min, retry 10 s. */
class RefreshedKeysTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestKey first = TestKey.of("EdDSA", "first");
    private final TestKey second = TestKey.of("EdDSA", "second");
    private KeyServer server;
    private VerifierFixture fixture;

    @BeforeEach
    void start() throws IOException {
        server = new KeyServer(TestKey.jwks(first));
        fixture = verifier();
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    @Test
    void keysAreReadOnceForManyTokens() {
        for (int i = 0; i < 20; i++) {
            assertThat(fixture.verify(token(first, i)).user()).isEqualTo("user" + i);
        }
        assertThat(server.reads()).isOne();
    }

    @Test
    void aNewKeyWorksImmediately() {
        fixture.verify(token(first, 0));
        server.publishes(TestKey.jwks(first, second));
        fixture.clock.advance(ofSeconds(11));

        assertThat(fixture.verify(token(second, 1)).user()).isEqualTo("user1");
        assertThat(fixture.verify(token(first, 2)).user()).isEqualTo("user2");
        assertThat(server.reads()).isEqualTo(2);
    }

    @Test
    void unknownKeysMakeOneReadPerInterval() {
        TestKey forged = new TestKey("EdDSA", "forged", second.signing(), null);
        fixture.verify(token(first, 0));
        fixture.clock.advance(ofSeconds(11));
        fixture.refuses(token(forged, 0), "token key unknown");
        fixture.clock.advance(ofSeconds(1));
        for (int i = 0; i < 50; i++) {
            // The key may be a few seconds old, so the client is told to come back.
            fixture.refuses(token(forged, i), Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");
        }
        assertThat(server.reads()).isEqualTo(2);
        fixture.clock.advance(ofSeconds(10));
        fixture.refuses(token(forged, 0), "token key unknown");
        assertThat(server.reads()).isEqualTo(3);
    }

    @Test
    void aClientThatComesDuringAReadSharesItOrComesBack() throws Exception {
        fixture.verify(token(first, 0));
        server.publishes(TestKey.jwks(first, second));
        fixture.clock.advance(ofSeconds(11));
        ExecutorService devices = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Caller>> handshakes = IntStream.range(0, 64)
                    .<Callable<Caller>>mapToObj(i -> () -> comingBack(token(second, i)))
                    .toList();
            for (Future<Caller> caller : devices.invokeAll(handshakes)) {
                assertThat(caller.get().user()).startsWith("user");
            }
        } finally {
            devices.shutdownNow();
        }
        assertThat(server.reads()).isEqualTo(2);
    }

    @Test
    void keysReadBeforeAreUsedWhileTheIssuerIsDown() {
        fixture.verify(token(first, 0));
        server.answersWith(503);
        for (int i = 1; i < 10; i++) {
            fixture.clock.advance(ofMinutes(5));
            assertThat(fixture.verify(longToken(first, i)).user()).isEqualTo("user" + i);
        }
        Await.until(PATIENCE, () -> server.reads() > 1, "another try");
    }

    @Test
    void aClockThatIsSetBackDelaysNoRead() {
        fixture.verify(issuedEarlier(first, 0));
        server.publishes(TestKey.jwks(first, second));
        fixture.clock.advance(ofMinutes(-30));

        assertThat(fixture.verify(issuedEarlier(second, 1)).user()).isEqualTo("user1");
        assertThat(server.reads()).isEqualTo(2);
    }

    @Test
    void afterAClockWasSetBackKeysAreReadInTheBackground() {
        fixture.verify(issuedEarlier(first, 0));
        fixture.clock.advance(ofMinutes(-30));
        fixture.verify(issuedEarlier(first, 1));

        Await.until(PATIENCE, () -> server.reads() == 2, "a second read");
    }

    @Test
    void keysAreReadAgainInTheBackground() {
        fixture.verify(token(first, 0));
        fixture.clock.advance(ofMinutes(6));
        fixture.verify(longToken(first, 1));

        Await.until(PATIENCE, () -> server.reads() == 2, "a second read");
    }

    @Test
    void aWithdrawnKeyStopsWorking() {
        fixture.verify(longToken(first, 0));
        server.publishes(TestKey.jwks(second));
        fixture.clock.advance(ofMinutes(6));

        Await.until(PATIENCE, () -> server.reads() == 2, "a read without a token");
        AtomicInteger user = new AtomicInteger();
        Await.until(
                PATIENCE,
                () -> {
                    // On a busy machine a read can fail, and is then repeated.
                    fixture.clock.advance(Duration.ofMillis(100));
                    // Each try has another token: a token that was accepted before the read ended is remembered.
                    fixture.refuses(longToken(first, user.incrementAndGet()), "token key unknown");
                    return true;
                },
                "the end of the key");
    }

    @Test
    void withoutAnyKeysTheClientComesBackLater() throws IOException {
        server.answersWith(500);
        try (VerifierFixture early = verifier()) {
            early.refuses(token(first, 0), Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");
            server.answersWith(200);
            early.clock.advance(ofSeconds(11));
            assertThat(early.verify(token(first, 0)).user()).isEqualTo("user0");
        }
    }

    /** The keys are read again after 1 s, 2 s, 4 s, 8 s, and then every 10 s. */
    @Test
    void anIssuerThatIsDownIsAskedLessAndLessOften() throws IOException {
        fixture.verify(token(first, 0));
        server.answersWith(503);
        int before = server.reads();
        try (VerifierFixture early = verifier()) {
            List<Integer> reads = new ArrayList<>();
            for (int second = 0; second <= 60; second++) {
                early.refuses(token(first, second), Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");
                reads.add(server.reads() - before);
                early.clock.advance(ofSeconds(1));
            }
            assertThat(reads.subList(0, 16)).containsExactly(1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5);
            assertThat(reads.get(60)).isEqualTo(9);
        }
    }

    @Test
    void anIssuerThatHangsDelaysBrieflyAndOnlyOnce() throws IOException {
        fixture.verify(token(first, 0));
        server.hangs(true);
        try (VerifierFixture early = verifier("taskcast.auth.jwks.timeout", "100ms")) {
            for (int i = 0; i < 20; i++) {
                early.refuses(token(first, i), Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");
            }
            Await.until(PATIENCE, () -> server.reads() > 1, "the read that hangs");
            assertThat(server.reads())
                    .as("one read of the first verifier, and one for all twenty tokens")
                    .isEqualTo(2);
            server.hangs(false);
            Await.until(PATIENCE, () -> worksAfter(ofSeconds(11), early, first), "a read within its 100 ms");
        }
    }

    @Test
    void aDocumentThatIsTooLargeIsNotTaken() throws IOException {
        server.publishes("{\"pad\":\"" + "x".repeat(300_000) + "\","
                + TestKey.jwks(first).substring(1));
        try (VerifierFixture early = verifier()) {
            early.refuses(token(first, 0), Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");
        }
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (KeyServer elsewhere = new KeyServer(TestKey.jwks(first))) {
            server.redirectsTo(elsewhere.url());
            try (VerifierFixture early = verifier()) {
                early.refuses(token(first, 0), Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");
            }
            assertThat(elsewhere.reads()).isZero();
        }
    }

    @Test
    void anInvalidKeyDocumentDoesNotReplaceGoodKeys() {
        fixture.verify(token(first, 0));
        for (String nonsense :
                new String[] {"", "<html>", "{}", "{\"keys\":[]}", "{\"keys\":7}", "[]", "{\"keys\":[7]}"}) {
            int before = server.reads();
            server.publishes(nonsense);
            Await.until(
                    PATIENCE,
                    () -> worksAfter(ofMinutes(5), fixture, first) && server.reads() > before,
                    "a read of " + nonsense);
        }
        server.publishes(TestKey.jwks(first, second));
        Await.until(PATIENCE, () -> worksAfter(ofSeconds(11), fixture, second), "a read of good keys");
    }

    @Test
    void secretsInADocumentAreNeverUsed() throws IOException {
        String oct = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"" + TestToken.base64(VerifierFixture.SECRET) + "\"},"
                + TestKey.jwks(first).substring("{\"keys\":[".length());
        server.publishes(oct);
        try (VerifierFixture early = verifier()) {
            assertThat(early.verify(token(first, 0)).user()).isEqualTo("user0");
            early.refuses(new TestToken().signedWith(VerifierFixture.HS256), "token algorithm not supported");
        }
    }

    /** Does what a client does that is told to try again later. */
    private Caller comingBack(String token) {
        AtomicReference<Caller> caller = new AtomicReference<>();
        Await.until(
                PATIENCE,
                () -> {
                    try {
                        caller.set(fixture.verify(token));
                        return true;
                    } catch (Refusal refusal) {
                        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
                        return false;
                    }
                },
                "a key");
        return caller.get();
    }

    /** Whether a token of {@code key} is accepted after {@code time} has passed. */
    private static boolean worksAfter(Duration time, VerifierFixture verifier, TestKey key) {
        verifier.clock.advance(time);
        return verifier.verify(longToken(key, 0)).user().equals("user0");
    }

    private VerifierFixture verifier(String... settings) {
        List<String> all = new ArrayList<>(List.of("mp.jwt.verify.publickey.location", server.url()));
        all.addAll(List.of(settings));
        return new VerifierFixture(all.toArray(String[]::new));
    }

    private static String token(TestKey key, int user) {
        return new TestToken().claim("sub", "user" + user).signedWith(key);
    }

    private static String issuedEarlier(TestKey key, int user) {
        return new TestToken()
                .claim("sub", "user" + user)
                .issuedAfter(ofMinutes(-60))
                .signedWith(key);
    }

    private static String longToken(TestKey key, int user) {
        return new TestToken()
                .claim("sub", "user" + user)
                .expiresAfter(Duration.ofDays(1))
                .signedWith(key);
    }
}
