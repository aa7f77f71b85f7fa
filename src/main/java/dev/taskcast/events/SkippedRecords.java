package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The records that could not be used, the last {@value #MOST} of them: where they stand and why, and nothing of what they hold. Thread-safe. */
@Singleton
public final class SkippedRecords {
    static final int MOST = 1_000;

    private final Deque<Skipped> all = new ArrayDeque<>();

    /**
     * One of them.
     *
     * @param partition of the topic
     * @param offset in the partition
     * @param reason why it could not be used
     * @param at when that was found out
     */
    public record Skipped(int partition, long offset, Reason reason, Instant at) {}

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
}
