package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch takes its share of the budget while it is being sent, and only then. */
class SessionBudgetTest {
    private static final int EVENTS = 5;

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();
    private final FrameBudget budget = sessions.registry.budget();

    @BeforeEach
    void publish() {
        for (int i = 0; i < EVENTS; i++) {
            sessions.publish("ada", "x".repeat(1_000));
        }
    }

    @Test
    void aBatchCountsWhileItIsUnderWay() {
        List<Long> counted = new ArrayList<>();
        socket.during(() -> counted.add(sessions.registry.batchCharacters()));
        resume();
        assertThat(socket.types()).containsExactly("welcome", "batch");
        assertThat(counted).hasSize(1);
        assertThat(counted.get(0)).isBetween((long) socket.last().length() - 100, (long)
                socket.last().length());
        assertThat(sessions.registry.batchCharacters()).isZero();
    }

    @Test
    void aSessionWithoutAShareIsSentAllItsEventsOneByOne() {
        budget.giveBack(Integer.MIN_VALUE);
        while (budget.take(Integer.MAX_VALUE) > 0) {
            assertThat(budget.underWay()).isPositive();
        }
        resume();
        assertThat(socket.types()).hasSize(1 + EVENTS).doesNotContain("batch");
    }

    @Test
    void aBatchThatABrokenSocketDidNotTakeCountsNoLonger() {
        socket.during(() -> socket.broken = true);
        resume();
        assertThat(socket.types()).containsExactly("welcome", "batch");
        assertThat(sessions.registry.batchCharacters()).isZero();
    }

    @Test
    void aBatchThatIsNotSentBecauseTheNextFrameFailsCountsNoLonger() {
        open().pong(null);
        assertThatThrownBy(threads::run).isInstanceOf(NullPointerException.class);
        assertThat(socket.closes).singleElement().asString().startsWith("1011 ");
        assertThat(sessions.registry.counters().deliveredTotal()).isEqualTo(EVENTS);
        assertThat(sessions.registry.batchCharacters()).isZero();
    }

    private void resume() {
        open();
        threads.run();
    }

    private Session open() {
        return sessions.registry.open(
                sessions.caller("ada"),
                Subscription.FROM_NOW.after(SessionsFixture.cursor(0)).inBatches(),
                socket,
                Peer.UNKNOWN);
    }
}
