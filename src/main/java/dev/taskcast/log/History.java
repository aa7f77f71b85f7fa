package dev.taskcast.log;

import dev.taskcast.wire.Epochs;
import java.util.ArrayList;
import java.util.List;

/**
 * Which leaders wrote one partition, as far back as the window reaches: their epochs, and the offsets that are known to
 * have them.
 *
 * <p>Between two runs there may be offsets without a record, such as the marker of a transaction. Their epoch is
 * unknown, and a device cannot miss anything there.
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

    /** Adds {@code offset}, which is higher than all others; the leader of epoch {@code writtenIn} wrote it. */
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

    /** How many runs are remembered. */
    int runs() {
        return runs.size();
    }

    /** Forgets the runs that are not needed to judge {@code offset} and later offsets. */
    void forgetBefore(long offset) {
        while (runs.size() > 1 && runs.get(1).first() <= offset) {
            runs.remove(0);
        }
    }

    /** Forgets {@code offset} and all later offsets, because Kafka has lost them. */
    void cutOff(long offset) {
        close();
        runs.removeIf(run -> run.first() >= offset);
        Run end = runs.isEmpty() ? new Run(Epochs.UNKNOWN, -1, -1) : runs.get(runs.size() - 1);
        epoch = end.epoch();
        last = Math.min(end.last(), offset - 1);
    }

    /**
     * Whether a client with last offset {@code offset}, written in epoch {@code writtenIn}, has read this history and
     * no other. If nothing is known about the offset, the answer is true.
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
        // Only a later leader can have written an offset that this replica has not read yet.
        return before == null || isOf(before, writtenIn) || !before.has(offset) && writtenIn > before.epoch();
    }

    private static boolean isBetween(Run before, Run after, long offset, int writtenIn) {
        if (before == null) {
            return isOf(after, writtenIn) || writtenIn < after.epoch();
        }
        return isOf(before, writtenIn) || !before.has(offset) && isOf(after, writtenIn);
    }

    /**
     * Stores the end of the last run. The run grows with each record, but its end is stored only when something needs
     * it.
     */
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
