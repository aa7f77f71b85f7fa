package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that ends a blocked call never waits for it; a thread that creates too many calls waits until they begin. */
class SessionThreadsTest {
    private static final int MOST = 16;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, MOST);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final Flood calls = new Flood();
    private final SessionThreads flooded = new SessionThreads(calls);

    @AfterEach
    void end() {
        released.countDown();
        threads.close();
        flooded.close();
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

    /** Before Java 24, sends and closes have separate threads; an operator sees the sum of both. */
    @Test
    void callsThatWaitForAThreadAreCounted() {
        for (int i = 0; i < 4 * MOST; i++) {
            threads.calls().execute(this::awaitRelease);
            threads.ends().execute(this::awaitRelease);
        }
        Await.until(SOON, threads::areExhausted, "every thread of sends blocked");
        assertThat(threads.waiting()).isGreaterThan(3 * MOST);
        released.countDown();
        Await.until(SOON, () -> threads.waiting() == 0, "no call that waits");
    }

    /** A thread that is no daemon would keep a server from ending while a socket blocks it. */
    @Test
    void threadsHaveANameAndDoNotHoldUpTheEndOfTheServer() {
        List<Thread> seen = new CopyOnWriteArrayList<>();
        try (SessionThreads ofTheServer = SessionThreads.pooled(SessionThreadsTest::holdingUp, MOST)) {
            for (Executor each : List.of(ofTheServer.calls(), ofTheServer.ends(), ofTheServer.scheduler())) {
                int before = seen.size();
                each.execute(() -> seen.add(Thread.currentThread()));
                Await.until(SOON, () -> seen.size() > before, "a call");
            }
        }
        assertThat(seen)
                .extracting(Thread::getName)
                .containsExactly("taskcast-call", "taskcast-close", "taskcast-timer");
        assertThat(seen).allMatch(Thread::isDaemon);
    }

    @Test
    void theEndInterruptsBlockedCallsAndDropsWhatWaits() {
        for (int i = 0; i < 4 * MOST; i++) {
            threads.calls().execute(this::awaitRelease);
            threads.ends().execute(this::awaitRelease);
        }
        Await.until(SOON, threads::areExhausted, "every thread of sends blocked");
        threads.close();
        assertThat(threads.waiting()).isZero();
        assertThat(threads.scheduler().isShutdown()).isTrue();
        Await.until(SOON, () -> interrupted.get() > MOST, "interrupted sends and closes");
        threads.calls().execute(this::awaitRelease);
        assertThat(threads.waiting()).isZero();
    }

    @Test
    void aRepeatedTaskContinuesAfterARunThatFailed() {
        threads.repeat(Duration.ofMillis(1), () -> {
            if (done.incrementAndGet() == 1) {
                throw new OutOfMemoryError("as when there is no room");
            }
        });
        Await.until(SOON, () -> done.get() > 2, "runs after the one that failed");
    }

    /** The reader runs for a second, waits for half a second, and runs again. */
    @Test
    void theReaderWaitsForCallsThatDoNotBegin() {
        calls.waiting = 2_000;
        Duration longest = Duration.ZERO;
        long begin = System.nanoTime();
        while (longest.toMillis() < 400) {
            longest = max(longest, timeToGiveWay());
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("the time until the reader waits")
                    .isLessThan(SOON);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin).toMillis())
                .as("the time until the reader waits: a second of pressure")
                .isGreaterThan(1_300);
    }

    /** The reader does not wait for a few calls. If no thread is left, a wait would not help, so it does not wait. */
    @Test
    void theReaderDoesNotWaitForAFewCallsOrInVain() {
        calls.waiting = 200;
        doesNotWait();
        calls.waiting = 2_000;
        calls.exhausted = true;
        doesNotWait();
    }

    private static Thread holdingUp(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(false);
        return thread;
    }

    private void doesNotWait() {
        long before = waits();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Duration.ofMillis(1_300).toNanos()) {
            flooded.giveWay();
        }
        assertThat(waits() - before).as("waits of this thread").isZero();
    }

    /** How often this thread has waited. A thread that only lacks a processor does not wait. */
    private static long waits() {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().getId())
                .getWaitedCount();
    }

    private Duration timeToGiveWay() {
        long begin = System.nanoTime();
        flooded.giveWay();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException end) {
            interrupted.incrementAndGet();
            Thread.currentThread().interrupt();
        }
    }

    /** Calls that never begin. */
    private static final class Flood implements BlockingCalls {
        private int waiting;
        private boolean exhausted;

        @Override
        public void execute(Runnable call) {
            waiting++;
        }

        @Override
        public int waiting() {
            return waiting;
        }

        @Override
        public boolean isScarce() {
            return exhausted;
        }

        @Override
        public boolean isExhausted() {
            return exhausted;
        }

        @Override
        public Duration exhaustedFor() {
            return Duration.ZERO;
        }

        @Override
        public void close() {
            waiting = 0;
        }
    }
}
