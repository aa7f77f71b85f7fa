package dev.taskcast.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;

/** For how long records have waited without being read. Not thread-safe: {@link LogWriter} guards it. */
final class Standstill {
    private static final long READ = -1;

    private long[] unread = {};
    /** The first look that found that a partition stands, by partition; null while it moves or has no unread record. */
    private Instant[] since = {};

    private Duration silence = Duration.ZERO;

    /**
     * The longest time for which a partition stands, from the first to the last look that found it standing. It is zero
     * if no partition stands.
     */
    Duration silence() {
        return silence;
    }

    /**
     * A partition stands if it is before its end at two looks and has not moved between them. Kafka's client reads one
     * partition after the other, so each partition of a backlog stands for a while.
     *
     * @param inTurn whether partitions wait for each other: then no partition stands while another one moves
     */
    void look(long[] next, long[] ends, boolean inTurn, Instant now) {
        long[] before = unread;
        if (inTurn
                && IntStream.range(0, before.length).anyMatch(one -> before[one] != READ && before[one] < next[one])) {
            excuse();
        }
        unread = new long[ends.length];
        since = Arrays.copyOf(since, ends.length);
        silence = Duration.ZERO;
        for (int partition = 0; partition < ends.length; partition++) {
            unread[partition] = next[partition] < ends[partition] ? next[partition] : READ;
            boolean stands =
                    partition < before.length && unread[partition] != READ && unread[partition] == before[partition];
            if (!stands) {
                since[partition] = null;
            } else if (since[partition] == null) {
                since[partition] = now;
            } else {
                Duration stood = Duration.between(since[partition], now);
                silence = stood.compareTo(silence) > 0 ? stood : silence;
            }
        }
    }

    /** Begins again: the channel is not to blame for unread records. */
    void excuse() {
        unread = new long[0];
        since = new Instant[0];
        silence = Duration.ZERO;
    }
}
