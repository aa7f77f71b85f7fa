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
 * What concerns one user, as one: the user's own feed and that of everyone.
 *
 * @param own the user's
 * @param shared everyone's
 */
record UserFeeds(Feed own, Feed shared) {
    /** The first entry after {@code sequence}; null if there is none, {@link Entry#LOST} if one was forgotten already. */
    Entry after(long sequence) {
        Entry first = own.after(sequence);
        Entry other = shared.after(sequence);
        if (other != null && (first == null || other.sequence() < first.sequence())) {
            // Both may have been appended since the own feed was looked at, the own one first.
            first = own.after(sequence);
        }
        return earlier(first, other);
    }

    /** What is lost is before everything else. */
    private static Entry earlier(Entry one, Entry other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.sequence() < other.sequence() ? one : other;
    }

    /** When the first entry after {@code sequence} arrived, in milliseconds since the epoch; empty if there is none. */
    OptionalLong waitingSince(long sequence) {
        Entry next = after(sequence);
        return next == null || next.isLost() ? OptionalLong.empty() : OptionalLong.of(next.arrival());
    }

    /**
     * The position before the first entry that {@code seen} lacks, or that comes after {@code range}, at whose start to look;
     * {@code end} if there is none.
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

    /** Whether something came after {@code sequence}. */
    boolean hasAfter(long sequence) {
        return own.hasAfter(sequence) || shared.hasAfter(sequence);
    }

    /** How many entries of the window came after {@code sequence}. */
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
