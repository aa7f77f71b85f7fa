package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each call has its own thread, and waits until that thread runs it. The threads here run when the test says so. */
class VirtualCallsTest {
    private final List<Runnable> started = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final VirtualCalls calls = new VirtualCalls(Started::new);
    private boolean hasRoom = true;

    @Test
    void aCallWaitsUntilItsThreadRunsIt() {
        calls.execute(() -> done.add("one"));
        calls.execute(() -> done.add("two"));
        assertThat(calls.waiting()).isEqualTo(2);
        assertThat(done).isEmpty();
        started.get(1).run();
        assertThat(calls.waiting()).isOne();
        assertThat(done).containsExactly("two");
    }

    @Test
    void aCallWhoseThreadCannotBeStartedIsRefusedAndDoesNotWait() {
        hasRoom = false;
        assertThatThrownBy(() -> calls.execute(() -> done.add("one"))).isInstanceOf(OutOfMemoryError.class);
        assertThat(calls.waiting()).isZero();
    }

    @Test
    void thereAreAlwaysThreads() {
        for (int i = 0; i < 10_000; i++) {
            calls.execute(() -> done.add("one"));
        }
        assertThat(calls.isScarce()).isFalse();
        assertThat(calls.isExhausted()).isFalse();
        assertThat(calls.exhaustedFor()).isEqualTo(Duration.ZERO);
    }

    @Test
    void noCallBeginsAfterTheEnd() {
        calls.close();
        calls.execute(() -> done.add("one"));
        assertThat(started).isEmpty();
        assertThat(calls.waiting()).isZero();
    }

    private final class Started extends Thread {
        private final Runnable task;

        Started(Runnable task) {
            this.task = task;
        }

        @Override
        public synchronized void start() {
            if (!hasRoom) {
                throw new OutOfMemoryError("a test");
            }
            started.add(task);
        }
    }
}
