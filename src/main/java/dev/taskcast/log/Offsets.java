package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * For each partition of one topic: how far it was read, which leaders wrote it, and from which offset on the window is
 * complete.
 *
 * <p>Not thread-safe: {@link TaskLog} guards it.
 */
final class Offsets {
    private final TopicIdentity topic;
    private long[] start;
    private long[] next;
    private final List<History> histories = new ArrayList<>();
    /** The leader epochs of the last records that were read and still exist. */
    private Epochs read = Epochs.NONE;
    /** The same, but higher after a loss, until the next record is read. Cursors have these epochs. */
    private Epochs told = Epochs.NONE;

    /** Creates offsets that start at {@code from}, the first offsets to read. */
    Offsets(TopicIdentity topic, long[] from) {
        this.topic = topic;
        this.start = from.clone();
        this.next = from.clone();
        addHistories();
    }

    TopicIdentity topic() {
        return topic;
    }

    int partitions() {
        return next.length;
    }

    long next(int partition) {
        return partition < next.length ? next[partition] : 0;
    }

    /** Makes room for partitions that were added to the topic; they are read from their first offset. */
    void grow(int partitions) {
        if (partitions > next.length) {
            start = Arrays.copyOf(start, partitions);
            next = Arrays.copyOf(next, partitions);
            addHistories();
        }
    }

    /**
     * Moves to {@code offset} if it is higher. Everything before it was read or holds no record; the last offset is of
     * {@code epoch}.
     */
    void advance(int partition, long offset, int epoch) {
        grow(partition + 1);
        if (offset > next[partition]) {
            next[partition] = offset;
            histories.get(partition).add(offset - 1, epoch);
            notice(partition);
        }
    }

    /** Notes that the window is complete only from {@code offset} on. */
    void startAt(int partition, long offset) {
        grow(partition + 1);
        start[partition] = Math.max(start[partition], offset);
        histories.get(partition).forgetBefore(start[partition] - 1);
    }

    /**
     * Goes back to {@code offset}, where the partition now ends, although more was read. An earlier cursor names
     * records that no longer exist, so no cursor is accepted until it is past all of them.
     */
    private void truncate(int partition, long offset) {
        start[partition] = Math.max(start[partition], Math.max(next[partition] + 1, offset));
        next[partition] = offset;
        histories.get(partition).cutOff(offset);
        notice(partition);
    }

    /** Continues after {@code gap}. */
    void pass(int partition, Gap gap) {
        boolean wasRead = gap.from() < next(partition);
        int mark = wasRead ? afterLoss(partition) : mark(partition);
        if (wasRead) {
            truncate(partition, gap.from());
        }
        if (gap.next() > next(partition)) {
            advance(partition, gap.next(), Epochs.UNKNOWN);
            startAt(partition, gap.next());
        }
        if (mark != Epochs.UNKNOWN) {
            told = told.with(partition, mark);
        }
    }

    /**
     * An epoch above those of all records that were read and are lost now. It tells replicas that still hold the lost
     * records that a client knows of the loss: they must not send these records again.
     */
    private int afterLoss(int partition) {
        int lost = read.in(partition);
        return lost == Epochs.UNKNOWN ? mark(partition) : Math.max(told.in(partition), lost + 1);
    }

    /** The epoch that marks the last loss; unknown if something was read after it. */
    private int mark(int partition) {
        return told.in(partition) == read.in(partition) ? Epochs.UNKNOWN : told.in(partition);
    }

    /** Why {@code cursor} cannot be used here: it belongs to another topic, or to another history of this topic. */
    Optional<ResetReason> refuse(Cursor cursor) {
        if (!topic.equals(cursor.topic())) {
            return Optional.of(ResetReason.TOPIC_REPLACED);
        }
        return hasHistoryOf(cursor) ? Optional.empty() : Optional.of(ResetReason.GAP_IN_LOG);
    }

    /** Whether {@code cursor} has seen the records that were read here, as far as is known. */
    private boolean hasHistoryOf(Cursor cursor) {
        for (int partition = 0; partition < Math.min(cursor.partitions(), next.length); partition++) {
            int epoch = cursor.epoch(partition);
            if (epoch != Epochs.UNKNOWN && !histories.get(partition).has(cursor.next(partition) - 1, epoch)) {
                return false;
            }
        }
        return true;
    }

    /** The first partition in which {@code cursor} is ahead of this replica; -1 if there is no such partition. */
    int firstBehind(Cursor cursor) {
        for (int partition = 0; partition < cursor.partitions(); partition++) {
            if (cursor.next(partition) > next(partition)) {
                return partition;
            }
        }
        return -1;
    }

    /** Whether everything after {@code cursor} is still in the window. */
    boolean holds(Cursor cursor) {
        for (int partition = 0; partition < next.length; partition++) {
            if (cursor.next(partition) < start[partition]) {
                return false;
            }
        }
        return true;
    }

    /** The cursor of a client that has everything that was read. */
    Cursor cursor() {
        return new Cursor(topic, next, told);
    }

    /** What is read next, with the leader epochs of the last records. */
    Cursor position() {
        return new Cursor(topic, next, read);
    }

    /** The cursor after {@code record} is read. */
    Cursor after(SourceRecord record) {
        grow(record.partition() + 1);
        long before = next[record.partition()];
        next[record.partition()] = record.offset() + 1;
        try {
            return new Cursor(topic, next, told.with(record.partition(), record.epoch()));
        } finally {
            next[record.partition()] = before; // also if memory is short, because the record was then not read
        }
    }

    private void addHistories() {
        while (histories.size() < next.length) {
            histories.add(new History());
        }
    }

    private void notice(int partition) {
        read = read.with(partition, histories.get(partition).epoch());
        told = told.with(partition, read.in(partition));
    }
}
