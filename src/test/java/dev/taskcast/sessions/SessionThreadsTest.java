package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends a call that blocks never waits for it; who makes calls waits until they begin. */
class SessionThreadsTest {
    private static final int MOST = 16;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, MOST);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void end() {
        released.countDown();
        threads.close();
    }

    @Test
    void closesAreRunWhileEverySendBlocks() {
        for (int i = 0; i < 4 * MOST; i++) {
            threads.calls().execute(this::awaitRelease);
        }
        Await.until(SOON, threads::areExhausted, "every thread of sends blocked");
        threads.ends().execute(done::incrementAndGet);
        Await.until(SOON, () -> done.get() == 1, "a close");
        assertThat(threads.areExhausted()).isTrue();
    }

    @Test
    void whatIsRepeatedGoesOnAfterARunThatFailed() {
        threads.repeat(Duration.ofMillis(1), () -> {
            if (done.incrementAndGet() == 1) {
                throw new OutOfMemoryError("as when there is no room");
            }
        });
        Await.until(SOON, () -> done.get() > 2, "runs after the one that failed");
    }

    /** Half a second is more than the time for which it goes on, and is the time after which it goes on again. */
    @Test
    void theReaderWaitsForCallsThatDoNotBegin() {
        for (int i = 0; i < 2_000; i++) {
            threads.calls().execute(this::awaitRelease);
        }
        Duration longest = Duration.ZERO;
        long begin = System.nanoTime();
        while (longest.toMillis() < 400) {
            longest = max(longest, timeToGiveWay());
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("it waits")
                    .isLessThan(SOON);
        }
        released.countDown();
        Await.until(SOON, () -> timeToGiveWay().toMillis() == 0, "nothing waits");
    }

    @Test
    void theReaderDoesNotWaitForAFew() {
        for (int i = 0; i < MOST + 100; i++) {
            threads.calls().execute(this::awaitRelease);
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Duration.ofMillis(300).toNanos()) {
            assertThat(timeToGiveWay()).isLessThan(Duration.ofMillis(300));
        }
    }

    private Duration timeToGiveWay() {
        long begin = System.nanoTime();
        threads.giveWay();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
