package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocked threads are replaced up to the limit; the replacements end once the blocked threads return. */
class PooledCallsTest {
    private static final int USUAL = 2;
    private static final int MOST = 12;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final PooledCalls pool = new PooledCalls(PooledCallsTest::daemon, USUAL, MOST);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void end() {
        released.countDown();
        pool.close();
    }

    @Test
    void otherCallsRunWhileMoreCallsBlockThanThreadsUsuallyExist() {
        block(MOST - 1);
        pool.execute(done::incrementAndGet);
        look(() -> done.get() == 1, "a call beside " + (MOST - 1) + " that block");
        assertThat(pool.isScarce()).isTrue();
        assertThat(pool.isExhausted()).isFalse();
    }

    @Test
    void theNumberOfThreadsNeverExceedsTheLimit() {
        block(3 * MOST);
        look(pool::isExhausted, "every thread blocked");
        pool.execute(done::incrementAndGet);
        pool.look();
        pool.look();
        assertThat(pool.threads()).isEqualTo(MOST);
        assertThat(blocked.get()).isEqualTo(MOST);
        assertThat(done.get()).isZero();
        Await.until(
                SOON,
                () -> pool.exhaustedFor().compareTo(Duration.ofMillis(50)) > 0,
                "the time since the last thread was blocked");
    }

    @Test
    void aWaitingCallRunsWhenABlockedCallReturns() {
        block(MOST);
        look(pool::isExhausted, "every thread blocked");
        pool.execute(done::incrementAndGet);
        released.countDown();
        look(() -> done.get() == 1, "the call that waited");
        look(() -> pool.exhaustedFor().isZero(), "threads for other calls");
        look(() -> !pool.isScarce() && pool.threads() <= USUAL, "as few threads as usual");
    }

    @Test
    void aFewCallsNeedNoMoreThreadsThanUsual() {
        for (int i = 0; i < 1_000; i++) {
            pool.execute(done::incrementAndGet);
        }
        look(() -> done.get() == 1_000, "all calls");
        assertThat(pool.threads()).isLessThanOrEqualTo(USUAL);
    }

    @Test
    void aLookAtMostDoublesTheThreads() {
        block(2 * MOST);
        Await.until(SOON, () -> blocked.get() == USUAL, "every thread blocked");
        List<Integer> sizes = new ArrayList<>(List.of(USUAL));
        look(() -> sizes.add(pool.threads()) && pool.threads() == MOST, "as many threads as there may be");
        for (int i = 1; i < sizes.size(); i++) {
            assertThat(sizes.get(i)).as("after %s", sizes.get(i - 1)).isLessThanOrEqualTo(2 * sizes.get(i - 1));
        }
    }

    @Test
    void callsThatLackAProcessorGetNoMoreThreads() {
        spin(MOST);
        pool.execute(done::incrementAndGet);
        for (int i = 0; i < 10; i++) {
            pool.look();
        }
        assertThat(pool.threads()).isEqualTo(USUAL);
        assertThat(pool.isScarce()).isFalse();
    }

    @Test
    void aThreadThatNeverReturnsIsReplacedAlsoIfItCouldRun() {
        spin(USUAL);
        pool.execute(done::incrementAndGet);
        look(() -> done.get() == 1, "a call beside those that do not return");
    }

    @Test
    void aCallThatFailsHarmsNoOther() {
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> {
                throw new IllegalStateException("a test");
            });
        }
        pool.execute(done::incrementAndGet);
        look(() -> done.get() == 1, "the call after it");
    }

    @Test
    void aCallThatEndsInAnErrorCostsNoThread() {
        for (int i = 0; i < 3 * MOST; i++) {
            pool.execute(() -> {
                throw new AssertionError("a test");
            });
        }
        pool.execute(done::incrementAndGet);
        look(() -> done.get() == 1, "the call after them");
        // On a busy machine, a slow call can have its thread replaced for a moment.
        look(() -> pool.threads() <= USUAL, "no more threads than usual");
    }

    @Test
    void aThreadThatCannotBeStartedIsTriedAgain() {
        AtomicInteger refusals = new AtomicInteger(3);
        PooledCalls starved = new PooledCalls(
                task -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("a test");
                    }
                    return daemon(task);
                },
                USUAL,
                MOST);
        starved.execute(done::incrementAndGet);
        Await.until(
                SOON,
                () -> {
                    starved.look();
                    return done.get() == 1;
                },
                "the call that waited for a thread");
        starved.close();
    }

    private void block(int calls) {
        for (int i = 0; i < calls; i++) {
            pool.execute(() -> {
                blocked.incrementAndGet();
                try {
                    released.await();
                } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** Executes calls that use a processor until the end, and waits until as many as usual have begun. */
    private void spin(int calls) {
        AtomicInteger begun = new AtomicInteger();
        for (int i = 0; i < calls; i++) {
            pool.execute(() -> {
                begun.incrementAndGet();
                while (released.getCount() > 0) {
                    Thread.onSpinWait();
                }
            });
        }
        Await.until(SOON, () -> begun.get() >= USUAL, "calls that run");
    }

    /** Looks repeatedly, as the timer does, until {@code condition} holds. */
    private void look(BooleanSupplier condition, String what) {
        Await.until(
                SOON,
                () -> {
                    pool.look();
                    return condition.getAsBoolean();
                },
                what);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}
