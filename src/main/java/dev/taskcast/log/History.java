package dev.taskcast.log;

import dev.taskcast.wire.Epochs;
import java.util.ArrayList;
import java.util.List;

/**
 * Which leader wrote what of one partition, as far as the window goes back: the epochs, and the offsets that are known to
 * have them.
 *
 * <p>Between two runs lie offsets without a record, such as the marker of a transaction: which of the two epochs they have
 * was not seen, and nothing that a device could miss is there.
 *
 * <p>Not thread-safe: {@link TaskLog} guards it.
 */
final class History {
    private final List<Run> runs = new ArrayList<>(1);
    private int epoch = Epochs.UNKNOWN;
    private long last = -1;

    /** The first and the last offset that are known to have {@code epoch}. */
    private record Run(int epoch, long first, long last) {
        boolean has(long offset) {
            return offset >= first && offset <= last;
        }
    }

    /** Says that {@code offset}, which is after all others, was written by the leader of {@code writtenIn}. */
    void add(long offset, int writtenIn) {
        if (writtenIn != epoch) {
            close();
            epoch = writtenIn;
            runs.add(new Run(writtenIn, offset, offset));
        }
        last = offset;
    }

    /** The epoch of the last offset. */
    int epoch() {
        return epoch;
    }

    /** How many leaders are remembered. */
    int runs() {
        return runs.size();
    }

    /** Forgets what is not needed to judge offsets from {@code offset} on. */
    void forgetBefore(long offset) {
        while (runs.size() > 1 && runs.get(1).first() <= offset) {
            runs.remove(0);
        }
    }

    /** Forgets {@code offset} and all after it: Kafka has lost them. */
    void cutOff(long offset) {
        close();
        runs.removeIf(run -> run.first() >= offset);
        Run end = runs.isEmpty() ? new Run(Epochs.UNKNOWN, -1, -1) : runs.get(runs.size() - 1);
        epoch = end.epoch();
        last = Math.min(end.last(), offset - 1);
    }

    /**
     * Whether somebody whose last offset is {@code offset}, written in {@code writtenIn}, has read this history and no other.
     * What nothing is known about is believed.
     */
    boolean has(long offset, int writtenIn) {
        close();
        Run before = null;
        for (Run run : runs) {
            if (run.first() > offset) {
                return isBetween(before, run, offset, writtenIn);
            }
            before = run;
        }
        // What is not read yet can only be by a later leader.
        return before == null || isOf(before, writtenIn) || !before.has(offset) && writtenIn > before.epoch();
    }

    private static boolean isBetween(Run before, Run after, long offset, int writtenIn) {
        if (before == null) {
            return isOf(after, writtenIn) || writtenIn < after.epoch();
        }
        return isOf(before, writtenIn) || !before.has(offset) && isOf(after, writtenIn);
    }

    /** The last run grows with each record; it is written down when somebody looks. */
    private void close() {
        if (!runs.isEmpty()) {
            Run open = runs.remove(runs.size() - 1);
            runs.add(new Run(open.epoch(), open.first(), last));
        }
    }

    private static boolean isOf(Run run, int writtenIn) {
        return run.epoch() == writtenIn || run.epoch() == Epochs.UNKNOWN;
    }
}
