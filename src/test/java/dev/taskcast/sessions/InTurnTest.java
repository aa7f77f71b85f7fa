package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks run in their order in one turn, whatever happens to one of them. */
class InTurnTest {
    private final ManualThreads threads = new ManualThreads();
    private final InTurn tasks = new InTurn(threads);
    private final List<String> done = new ArrayList<>();

    @Test
    void tasksRunInTheirOrderInOneTurn() {
        tasks.execute(() -> {
            done.add("first");
            tasks.execute(() -> done.add("third"));
        });
        tasks.execute(() -> done.add("second"));
        assertThat(threads.waiting()).isOne();
        threads.runOne();
        assertThat(done).containsExactly("first", "second", "third");
        assertThat(threads.waiting()).isZero();
    }

    @Test
    void aTaskForWhichThereWasNoThreadRunsBeforeTheNextOne() {
        threads.refuseNext = true;
        assertThatThrownBy(() -> tasks.execute(() -> done.add("refused"))).isInstanceOf(OutOfMemoryError.class);
        tasks.execute(() -> done.add("next"));
        threads.run();
        assertThat(done).containsExactly("refused", "next");
    }

    @Test
    void aTaskThatFailsHoldsUpNoOther() {
        tasks.execute(() -> {
            throw new IllegalStateException("a test");
        });
        tasks.execute(() -> done.add("next"));
        threads.run();
        tasks.execute(() -> done.add("later"));
        threads.run();
        assertThat(done).containsExactly("next", "later");
    }
}
