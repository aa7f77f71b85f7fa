package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * All feeds of one user, as one feed.
 *
 * @param own the user's own feed
 * @param shared the feed of everyone
 */
record UserFeeds(Feed own, Feed shared) {
    /**
     * The first entry after {@code sequence}; null if there is no such entry, {@link Entry#LOST} if it is already
     * forgotten.
     */
    Entry after(long sequence) {
        Entry first = own.after(sequence);
        Entry other = shared.after(sequence);
        if (other != null && (first == null || other.sequence() < first.sequence())) {
            // After the first look at the own feed, an entry may have gone into that feed, and then one into the shared
            // feed.
            first = own.after(sequence);
        }
        return earlier(first, other);
    }

    /** A lost entry comes before all others. */
    private static Entry earlier(Entry one, Entry other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.sequence() < other.sequence() ? one : other;
    }

    /**
     * When the first entry after {@code sequence} arrived, in milliseconds since the epoch; empty if there is no such
     * entry.
     */
    OptionalLong waitingSince(long sequence) {
        Entry next = after(sequence);
        return next == null || next.isLost() ? OptionalLong.empty() : OptionalLong.of(next.arrival());
    }

    /**
     * The position before the first entry that {@code seen} lacks or that comes after {@code range}. The search starts
     * at the start of {@code range}. If there is no such entry: {@code end}.
     */
    long firstUnseen(Cursor seen, Checkpoints.Range range, LongSupplier end) {
        Entry entry = after(range.after());
        while (entry != null && entry.sequence() <= range.upTo() && entry.offset() < seen.next(entry.partition())) {
            entry = after(entry.sequence());
        }
        return entry == null ? end.getAsLong() : entry.sequence() - 1;
    }

    /** The last entry up to {@code sequence}, if the window has one. */
    Optional<Entry> upTo(long sequence) {
        return Stream.of(own, shared)
                .map(feed -> feed.upTo(sequence))
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(Entry::sequence));
    }

    /** Whether an entry comes after {@code sequence}. */
    boolean hasAfter(long sequence) {
        return own.hasAfter(sequence) || shared.hasAfter(sequence);
    }

    /** How many entries of the window come after {@code sequence}. */
    int countAfter(long sequence) {
        return own.countAfter(sequence) + shared.countAfter(sequence);
    }

    /** The newest entries, the newest one first; at most {@code most}. */
    List<Entry> newest(int most) {
        List<Entry> both = new ArrayList<>(own.newest(most));
        both.addAll(shared.newest(most));
        both.sort(Comparator.comparingLong(Entry::sequence).reversed());
        return both.subList(0, Math.min(most, both.size()));
    }
}
