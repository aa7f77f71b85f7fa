package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.log.Gap;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator's counters say of resets, and of calls that are under way. */
class SessionCountersTest {
    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final SessionCounters counters = sessions.registry.counters();
    private final FakeTransport socket = new FakeTransport();

    @Test
    void aResetAtTheStartIsCountedByItsReason() {
        open(Subscription.FROM_NOW.after("no cursor"));
        assertThat(counters.resetTotal(ResetReason.MALFORMED_CURSOR)).isOne();
        assertThat(counters.openedTotal(Resume.RESET)).isOne();
        assertThat(counters.resetTotal(ResetReason.GAP_IN_LOG)).isZero();
    }

    @Test
    void aLaterResetIsCountedByItsReasonOnceForEachSession() {
        open(Subscription.FROM_NOW);
        open(Subscription.FROM_NOW);
        sessions.log.lost(Map.of(0, Gap.behind(1)));
        threads.run();
        assertThat(counters.resetTotal(ResetReason.GAP_IN_LOG)).isEqualTo(2);
    }

    @Test
    void aFilterThatGotWiderIsCountedAsAReset() {
        Session session = open(Subscription.FROM_NOW);
        session.narrow(Filter.of(List.of(), List.of("board:7")));
        threads.run();
        assertThat(counters.resetTotal(ResetReason.WIDENED)).isZero();
        session.narrow(Filter.ALL);
        threads.run();
        assertThat(counters.resetTotal(ResetReason.WIDENED)).isOne();
    }

    @Test
    void aCallIsCountedUntilItHasReturned() {
        socket.during(() -> assertThat(sessions.registry.calling()).isOne());
        open(Subscription.FROM_NOW);
        assertThat(socket.types()).containsExactly("welcome");
        assertThat(sessions.registry.calling()).isZero();
    }

    private Session open(Subscription subscription) {
        Session session = sessions.registry.open(sessions.caller("ada"), subscription, socket, Peer.UNKNOWN);
        threads.run();
        return session;
    }
}
