package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A feed keeps its entries in order while its ring grows and shrinks. */
class FeedTest {
    private final Slabs slabs = new Slabs();
    private final Feed feed = new Feed("ada", slabs);
    private final Deque<Long> kept = new ArrayDeque<>();
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
            NewEntry entry = Replicas.entry(++sequence, 10, feed.alone());
            slabs.reserve(entry);
            feed.add(slabs.add(entry), sequence);
            kept.addLast(sequence);
        }
    }

    private void evict(int entries) {
        for (int i = 0; i < entries; i++) {
            feed.removeOldest(kept.removeFirst());
            slabs.removeOldest();
        }
    }

    private void holds() {
        long position = kept.isEmpty() ? sequence : kept.peekFirst() - 1;
        for (long expected : kept) {
            Entry found = feed.after(position);
            assertThat(found.sequence()).isEqualTo(expected);
            position = expected;
        }
        assertThat(feed.after(position)).isNull();
        assertThat(feed.isInUse()).isEqualTo(!kept.isEmpty());
    }
}
