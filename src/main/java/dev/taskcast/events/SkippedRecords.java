package dev.taskcast.events;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The records that could not be used, the last {@value #MOST} of them: where they stand, why, and which
 * event each would have been; nothing else of what they hold. Thread-safe.
 */
@Singleton
public final class SkippedRecords {
    static final int MOST = 1_000;

    private final Deque<Skipped> all = new ArrayDeque<>();

    /**
     * One of them.
     *
     * @param partition of the topic
     * @param offset in the partition
     * @param why it could not be used, and which event it would have been
     * @param at when that was found out
     */
    public record Skipped(int partition, long offset, UnusableRecordException why, Instant at) {
        /** Whether it is asked for by {@code id}: that of its event, or its place. */
        boolean is(String id) {
            return why.event().filter(id::equals).isPresent() || (partition + "-" + offset).equals(id);
        }
    }

    /** Remembers one, and forgets the oldest if there are too many. */
    public synchronized void add(Skipped skipped) {
        if (all.size() == MOST) {
            all.removeLast();
        }
        all.addFirst(skipped);
    }

    /** The newest ones, the newest one first; at most {@code most}. */
    public synchronized List<Skipped> newest(int most) {
        return all.stream().limit(most).toList();
    }

    /** Those that are asked for by {@code id}, the newest one first; at most {@code most}. */
    public synchronized List<Skipped> of(String id, int most) {
        return all.stream().filter(skipped -> skipped.is(id)).limit(most).toList();
    }
}
