package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A publisher that is held publishes nothing, and the fate of all earlier events is known. */
class PublishingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Series ADA = new Series(List.of("ada"), "k", "", Series.Form.PLAIN);

    private final Ledger ledger = new Ledger();
    private final RecordingWay way = new RecordingWay();

    @Test
    void aHeldPublisherSettlesItsEventsAndPublishesNoMoreUntilItIsReleased() throws InterruptedException {
        try (Publishing publishing = new Publishing(way, List.of(ADA), ledger, 1_000)) {
            for (int i = 0; i < 20; i++) {
                long before = ledger.total();
                Await.until(SOON, () -> ledger.total() > before + 3, "events");
                publishing.hold();
                long held = ledger.total();
                assertThat(way.settled).isEqualTo(held);
                assertThat(way.published).hasSize((int) held);
                publishing.release();
            }
        }
        assertThat(way.published).startsWith(1, 2, 3).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aFailureEndsTheRun() {
        way.fails = true;
        try (Publishing publishing = new Publishing(way, List.of(ADA), ledger, 1_000)) {
            Await.until(SOON, () -> ledger.total() == 1, "the first event");
            assertThatThrownBy(publishing::hold).hasMessage("refused");
            assertThatThrownBy(publishing::check).hasMessage("refused");
        }
    }

    /** Records the numbers of the events that it is given. */
    private static final class RecordingWay implements Way {
        final List<Integer> published = new CopyOnWriteArrayList<>();
        volatile long settled;
        volatile boolean fails;

        @Override
        public void publish(Series series, int number) {
            if (fails) {
                throw new IllegalStateException("refused");
            }
            published.add(number);
        }

        @Override
        public void settle() {
            settled = published.size();
        }

        @Override
        public void close() {}
    }
}
