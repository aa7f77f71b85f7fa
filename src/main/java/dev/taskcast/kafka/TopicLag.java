package dev.taskcast.kafka;

import dev.taskcast.lines.LogFields;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How far the log is behind the topic, and which open transaction holds it back. Readers of committed records get no
 * records from the first record of an open transaction on.
 *
 * <p>Thread-safe.
 */
@Singleton
final class TopicLag {
    private static final Logger LOGGER = Logger.getLogger(TopicLag.class.getName());
    /** Transactions of a healthy producer end within this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long FREE = -1;

    private long[] next = {};
    private long[] ends = {};
    private long[] heldAt = {};
    private Instant[] heldSince = {};
    private UnreadSince[] unread = {};
    private Duration[] waits = {};
    private Instant lastLook = Instant.MIN;
    private Optional<String> hindrance = Optional.empty();

    /**
     * Compares the log with the topic.
     *
     * @param readTo per partition, the offset that the log reads next
     */
    synchronized void look(long[] readTo, TopicInspector.Topic topic, Instant now) {
        next = readTo.clone();
        ends = topic.highWatermarks();
        long[] before = heldAt;
        Instant[] sinceBefore = heldSince;
        heldAt = new long[ends.length];
        heldSince = new Instant[ends.length];
        for (int partition = 0; partition < ends.length; partition++) {
            long stable = topic.ends()[partition];
            heldAt[partition] = stable < ends[partition] ? stable : FREE;
            boolean stands = partition < before.length && before[partition] == heldAt[partition];
            heldSince[partition] = stands ? sinceBefore[partition] : now;
        }
        measure(now);
        notice(now);
    }

    private void measure(Instant now) {
        int before = unread.length;
        unread = Arrays.copyOf(unread, ends.length);
        waits = new Duration[ends.length];
        for (int partition = 0; partition < ends.length; partition++) {
            if (partition >= before) {
                unread[partition] = new UnreadSince();
            }
            waits[partition] = unread[partition]
                    .look(position(partition), ends[partition], now)
                    .map(since -> Duration.between(since, now))
                    .orElse(Duration.ZERO);
        }
        lastLook = now;
    }

    /**
     * For how long {@code partition} has had records that the log has not read, as far as looks at its end can tell.
     */
    synchronized Duration unreadFor(int partition) {
        return waits[partition];
    }

    /** The offset in {@code partition} that the log was to read next at the last look. */
    synchronized long position(int partition) {
        return partition < next.length ? next[partition] : 0;
    }

    /** How long ago the last look was; empty before the first look. */
    synchronized Optional<Duration> sinceLook(Instant now) {
        return lastLook.equals(Instant.MIN) ? Optional.empty() : Optional.of(Duration.between(lastLook, now));
    }

    /** How many records of {@code partition} the log has not read, including uncommitted records. */
    synchronized long records(int partition) {
        return Math.max(0, ends[partition] - position(partition));
    }

    synchronized int partitions() {
        return ends.length;
    }

    /** What holds the log back, in a line for an operator; empty if nothing does. */
    synchronized Optional<String> hindrance() {
        return hindrance;
    }

    private void notice(Instant now) {
        int worst = -1;
        for (int partition = 0; partition < heldAt.length; partition++) {
            boolean isHeld = heldAt[partition] != FREE
                    && !heldSince[partition].plus(PATIENCE).isAfter(now);
            if (isHeld && (worst < 0 || heldSince[partition].isBefore(heldSince[worst]))) {
                worst = partition;
            }
        }
        Optional<String> before = hindrance;
        hindrance = worst < 0
                ? Optional.empty()
                : Optional.of(
                        "an open transaction holds back partition " + worst + " from offset " + heldAt[worst] + " on");
        if (!hindrance.equals(before)) {
            hindrance.ifPresentOrElse(
                    what -> LogFields.log(LOGGER, Level.WARNING, "TCAST1013W: Events wait: {0}", "reason", what),
                    () -> LOGGER.log(Level.INFO, "TCAST1014I: No transaction holds events back any more"));
        }
    }
}
