package dev.taskcast.events;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last {@value #MOST} records that could not be used: their positions, the reasons, and the id of the event that
 * each would have been. It holds nothing else of their content. Thread-safe.
 */
@Singleton
public final class SkippedRecords {
    static final int MOST = 1_000;

    private final Deque<Skipped> all = new ArrayDeque<>();

    /**
     * A record that could not be used.
     *
     * @param partition the partition of the topic
     * @param offset the offset in the partition
     * @param why why the record could not be used, and the id of the event that it would have been
     * @param at when the gateway found out
     */
    public record Skipped(int partition, long offset, UnusableRecordException why, Instant at) {
        /** Whether {@code id} is the id of its event, or its position. */
        boolean is(String id) {
            return why.event().filter(id::equals).isPresent() || (partition + "-" + offset).equals(id);
        }
    }

    /** Adds a record, and drops the oldest one if there are more than {@value #MOST}. */
    public synchronized void add(Skipped skipped) {
        if (all.size() == MOST) {
            all.removeLast();
        }
        all.addFirst(skipped);
    }

    /** The newest records, the newest first; at most {@code most}. */
    public synchronized List<Skipped> newest(int most) {
        return all.stream().limit(most).toList();
    }

    /** The records that match {@code id}, the newest first; at most {@code most}. */
    public synchronized List<Skipped> of(String id, int most) {
        return all.stream().filter(skipped -> skipped.is(id)).limit(most).toList();
    }
}
