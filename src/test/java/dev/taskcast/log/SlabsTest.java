package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Entries keep their content while slabs come and go, and slabs are reused. */
class SlabsTest {
    private static final int SMALL = 200;

    private final Slabs slabs = new Slabs();
    private final Feed feed = new Feed("ada", slabs);
    private final Deque<NewEntry> kept = new ArrayDeque<>();
    private final Deque<Long> addresses = new ArrayDeque<>();
    private long sequence;

    @Test
    void entriesOfAllSizesComeBackAsTheyWere() {
        Random random = new Random(5);
        for (int step = 0; step < 300; step++) {
            for (int i = random.nextInt(40); i > 0; i--) {
                add(size(random));
            }
            for (int i = random.nextInt(kept.size() + 1); i > 0; i--) {
                remove();
            }
            holds();
        }
    }

    /** The sum and the figures under Sizing in docs/operations.md. */
    @Test
    void anEventIsChargedTheBytesThatTheOperationsGuideNames() throws IOException {
        int length = Slab.lengthOf(400);
        assertThat(length).isEqualTo(456).isEqualTo(Slab.lengthOf(393));
        assertThat(NewEntry.bytes(length, 1)).isEqualTo(400 + 56 + 4 + 16);
        assertThat(NewEntry.bytes(length, 3)).isEqualTo(400 + 56 + 4 + 40 + 3 * (16 + 4));
        Feeds feeds = new Feeds();
        feeds.of("ada");
        assertThat(feeds.bytes()).isEqualTo(296);
        assertThat(Files.readString(Path.of("docs/operations.md")))
                .contains("400 + 56 + 4 + 16 = 476 bytes")
                .contains("with several users, 40 more, and 4 for each user")
                .contains("takes 296 bytes");
    }

    private static int size(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> Slab.SIZE - Slab.HEADER - 8 + random.nextInt(16);
            case 1 -> 2 * Slab.SIZE + random.nextInt(16);
            default -> random.nextInt(30_000);
        };
    }

    /** A window at its limit works like this: the newest entry is added, then the oldest one is removed. */
    @Test
    void aWindowThatMovesTakesNoMoreSlabs() {
        fill(20 * Slab.SIZE);
        Slab first = slabs.slab(slabs.oldest());
        Deque<Slab> used = new ArrayDeque<>();
        for (int i = 0; i < 40 * Slab.SIZE / SMALL; i++) {
            add(SMALL);
            remove();
            Slab newest = slabs.slab(addresses.peekLast());
            if (used.peekLast() != newest) {
                used.add(newest);
            }
        }
        assertThat(used).hasSizeGreaterThan(30).contains(first);
        assertThat(used.stream().distinct().count()).isLessThan(25);
        holds();
    }

    /**
     * A slab that was opened for an entry is used or given back, even if there was no memory for the rest of the entry.
     */
    @Test
    void reservedSlabsThatWereNotUsedAreUsedOrGivenBack() {
        add(SMALL);
        slabs.reserve(entry(Slab.SIZE));
        slabs.reserve(entry(2 * Slab.SIZE));
        slabs.reserve(entry(SMALL));
        remove();
        assertThat(slabs.unused()).isZero();
        for (int i = 0; i < 3; i++) {
            add(SMALL);
            holds();
        }
        for (int i = 0; i < 3; i++) {
            remove();
        }
        assertThat(slabs.size()).isZero();
    }

    /**
     * A slab of another size was made for an entry. There was no memory for the rest of the entry, so it was never
     * added.
     */
    @Test
    void nothingElseGoesIntoASlabOfAnotherSize() {
        for (int slabsBefore = 0; slabsBefore < 2; slabsBefore++) {
            slabs.reserve(entry(4 * Slab.SIZE));
            fill(3 * Slab.SIZE);
            holds();
        }
        while (!kept.isEmpty()) {
            remove();
        }
        assertThat(slabs.unused()).isZero();
    }

    @Test
    void freeSlabsAreGivenBackWhenTheyAreTooMuch() {
        fill(20 * Slab.SIZE);
        while (kept.size() > 1) {
            remove();
        }
        slabs.trim(Slab.SIZE, 11 * Slab.SIZE);
        assertThat(slabs.free()).isEqualTo(10);
        slabs.trim(Slab.SIZE, Slab.SIZE);
        assertThat(slabs.free()).isEqualTo(2);
        holds();
    }

    /** A feed is kept only by entries of its user, although their slab lives on. */
    @Test
    void aRemovedEntryKeepsNoFeed() {
        add(SMALL);
        add(SMALL);
        long first = addresses.getFirst();
        remove();
        assertThat(slabs.feeds(first)).isNull();
        holds();
    }

    @Test
    void theEndOfASlabCountsUntilTheSlabIsFree() {
        add(SMALL);
        assertThat(slabs.unused()).isZero();
        add(Slab.SIZE - Slab.HEADER);
        assertThat(slabs.unused()).isEqualTo(Slab.SIZE - Slab.lengthOf(SMALL));
        remove();
        assertThat(slabs.unused()).isZero();
    }

    private void fill(int bytes) {
        for (int filled = 0; filled < bytes; filled += Slab.lengthOf(SMALL)) {
            add(SMALL);
        }
    }

    private NewEntry entry(int bytes) {
        return Replicas.entry(sequence, bytes, feed.alone());
    }

    private void add(int bytes) {
        sequence += 1 + sequence % 3;
        NewEntry entry = entry(bytes);
        new Random(sequence).nextBytes(entry.kept());
        slabs.reserve(entry);
        addresses.add(slabs.add(entry));
        kept.add(entry);
    }

    private void remove() {
        kept.remove();
        addresses.remove();
        slabs.removeOldest();
    }

    private void holds() {
        assertThat(slabs.size()).isEqualTo(kept.size());
        if (!addresses.isEmpty()) {
            assertThat(slabs.oldest()).isEqualTo(addresses.peek());
        }
        Deque<Long> at = new ArrayDeque<>(addresses);
        for (NewEntry entry : kept) {
            long address = at.remove();
            Slab slab = slabs.slab(address);
            assertThat(slabs.sequence(address)).isEqualTo(entry.sequence());
            assertThat(slab.offset(Slabs.position(address))).isEqualTo(entry.sequence());
            assertThat(slab.feeds(Slabs.position(address))).isSameAs(entry.feeds());
            assertThat(slab.copy(Slabs.position(address))).isEqualTo(entry.kept());
            assertThat(slabs.bytes(address)).isEqualTo(entry.bytes());
        }
    }
}
