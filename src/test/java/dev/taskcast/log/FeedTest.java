package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ServerFrames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A feed keeps its entries in order, however its ring grows and shrinks. */
class FeedTest {
    private final Feed feed = new Feed("ada");
    private final Deque<Entry> kept = new ArrayDeque<>();
    private long sequence;

    @Test
    void entriesStayInOrderWhileTheRingGrowsAndShrinks() {
        Random random = new Random(7);
        for (int step = 0; step < 200; step++) {
            add(random.nextInt(60));
            holds();
            evict(random.nextInt(kept.size() + 1));
            holds();
        }
    }

    private void add(int entries) {
        for (int i = 0; i < entries; i++) {
            Entry entry = new FramedEntry(
                    ++sequence, new Entry.Source(0, sequence, 0), ServerFrames.heartbeat(""), List.of(feed));
            feed.add(entry);
            kept.addLast(entry);
        }
    }

    private void evict(int entries) {
        for (int i = 0; i < entries; i++) {
            feed.removeOldest();
            kept.removeFirst();
        }
    }

    private void holds() {
        long position = kept.isEmpty() ? sequence : kept.peekFirst().sequence() - 1;
        for (Entry expected : kept) {
            Entry found = feed.after(position);
            assertThat(found).isSameAs(expected);
            position = found.sequence();
        }
        assertThat(feed.after(position)).isNull();
        assertThat(feed.isInUse()).isEqualTo(!kept.isEmpty());
    }
}
