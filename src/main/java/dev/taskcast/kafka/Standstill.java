package dev.taskcast.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/** For how long records have waited without being read. Not thread-safe: {@link LogWriter} guards it. */
final class Standstill {
    private static final long READ = -1;

    private long[] unread = {};
    private Instant since = Instant.EPOCH;
    private Instant until = Instant.EPOCH;

    /** The time from the first to the last look that found unread records waiting; zero if nothing waits. */
    Duration silence() {
        return Duration.between(since, until);
    }

    /** A partition waits if it is before its end at two looks and has not moved between them. */
    void look(long[] next, long[] ends, Instant now) {
        long[] before = unread;
        unread = IntStream.range(0, ends.length)
                .mapToLong(partition -> next[partition] < ends[partition] ? next[partition] : READ)
                .toArray();
        boolean stands = IntStream.range(0, Math.min(before.length, unread.length))
                .anyMatch(partition -> unread[partition] != READ && unread[partition] == before[partition]);
        if (!stands) {
            since = Instant.EPOCH;
            until = Instant.EPOCH;
        } else {
            since = since.equals(Instant.EPOCH) ? now : since;
            until = now;
        }
    }

    /** Begins again: the channel is not to blame for unread records. */
    void excuse() {
        unread = new long[0];
        since = Instant.EPOCH;
        until = Instant.EPOCH;
    }
}
