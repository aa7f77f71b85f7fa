package dev.taskcast.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/** For how long records have been there that nobody hands over. Not thread-safe: {@link LogWriter} guards it. */
final class Standstill {
    private static final long READ = -1;

    private long[] unread = {};
    private Instant since = Instant.EPOCH;
    private Instant until = Instant.EPOCH;

    /** From the first to the last look at which it was so; zero when all is well. */
    Duration silence() {
        return Duration.between(since, until);
    }

    /** A partition that stands where it stood at the last look, before its end both times, is not read. */
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

    /** What stands unread is not the channel's fault. */
    void excuse() {
        unread = new long[0];
        since = Instant.EPOCH;
        until = Instant.EPOCH;
    }
}
