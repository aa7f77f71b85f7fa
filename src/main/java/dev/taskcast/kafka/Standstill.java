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
     * partition after the other, so each partition of a backlog stands for a while. While the past is read, partitions
     * wait for each other. Then no partition stands while another one moves in its past.
     *
     * @param past the end of the past in each partition; empty if the past was read
     */
    void look(long[] next, long[] ends, long[] past, Instant now) {
        int common = Math.min(Math.min(unread.length, next.length), past.length);
        if (IntStream.range(0, common).anyMatch(one -> hasMoved(one, next[one], past[one]))) {
            excuse();
        }
        long[] before = unread;
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

    private boolean hasMoved(int partition, long next, long past) {
        long before = unread[partition];
        return before != READ && before < past && before < next;
    }

    /** Begins again: the channel is not to blame for unread records. */
    void excuse() {
        unread = new long[0];
        since = new Instant[0];
        silence = Duration.ZERO;
    }
}
