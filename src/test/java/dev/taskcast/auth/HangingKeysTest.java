package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.config.JwksSettings;
import dev.taskcast.config.KeySettings;
import dev.taskcast.config.SigningAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An issuer's document of keys does not come: which tokens wait for it, and how long. */
class HangingKeysTest {
    private static final int DEVICES = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final JwksSettings SETTINGS = settings()
            .with("taskcast.auth.jwks.timeout", TIMEOUT.toMillis() + "ms")
            .jwks();

    private final TestKey key = TestKey.of("EdDSA", "known");
    private final UnverifiedToken known = UnverifiedToken.of(new TestToken().signedWith(key));
    private final UnverifiedToken unknown =
            UnverifiedToken.of(new TestToken().signedWith(TestKey.of("EdDSA", "other")));
    private final TestClock clock = new TestClock(TestToken.NOW);
    private final CountDownLatch ending = new CountDownLatch(1);
    /** In this test, even the deadline of the read itself fails. */
    private final RefreshedKeys keys = new RefreshedKeys(
                    new KeySettings.Location("test", URI.create("https://keys.example/")), this::hang, SETTINGS, clock)
            .holding(KeyFormat.parse(TestKey.jwks(key), Set.of(SigningAlgorithm.EDDSA)));

    @AfterEach
    void stop() {
        ending.countDown();
        keys.close();
    }

    @Test
    void aTokenWithAKnownKeyNeverWaitsEvenIfTheKeysAreOld() {
        for (int minutes : new int[] {1, 6, 11, 600}) {
            clock.advance(Duration.ofMinutes(minutes));
            long begin = System.nanoTime();
            assertThat(keys.candidates(known, clock.instant())).hasSize(1);
            assertThat(since(begin)).isLessThan(TIMEOUT.dividedBy(2));
        }
    }

    @Test
    void oneReadThatFailsCostsOneTimeout() {
        clock.advance(Duration.ofMinutes(11));
        long begin = System.nanoTime();
        refuses(unknown);
        assertThat(since(begin)).isBetween(TIMEOUT, TIMEOUT.multipliedBy(2).minusMillis(500));
    }

    @Test
    void onlyAFewCallersWaitAndTheOthersAreToldToRetry() throws Exception {
        clock.advance(Duration.ofMinutes(1));
        ExecutorService devices = Executors.newFixedThreadPool(DEVICES);
        CyclicBarrier together = new CyclicBarrier(DEVICES);
        Callable<Duration> handshake = () -> {
            together.await();
            long begin = System.nanoTime();
            refuses(unknown);
            return since(begin);
        };
        int waited = 0;
        try {
            for (Future<Duration> took : devices.invokeAll(Collections.nCopies(DEVICES, handshake))) {
                waited += took.get().compareTo(TIMEOUT.dividedBy(2)) > 0 ? 1 : 0;
            }
        } finally {
            devices.shutdownNow();
        }
        assertThat(waited).isBetween(1, 4);
    }

    private void refuses(UnverifiedToken token) {
        assertThatThrownBy(() -> keys.candidates(token, clock.instant()))
                .isInstanceOfSatisfying(TokenFaultException.class, found -> assertThat(found.fault())
                        .isEqualTo(TokenFault.KEYS_UNAVAILABLE));
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private PublicKeys hang() throws InterruptedException {
        ending.await();
        return PublicKeys.EMPTY;
    }
}
