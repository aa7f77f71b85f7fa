package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The window: the recent past of the topic in memory, bounded in bytes and age, indexed by user.
 *
 * <p>Concurrency: one thread appends; any thread may subscribe, evict and ask. This object's monitor guards all state.
 * No thread holds it while it sends, waits or wakes a reader: readers are woken after its release. A feed's own monitor
 * is taken only inside this one or alone, so the order is fixed. Readers find entries through their feeds without this
 * monitor. An entry goes into its feeds before its sequence becomes the tail's. So if a reader first reads the tail and
 * then finds nothing after its position, it has handed out everything that the tail's cursor covers.
 */
public final class TaskLog {
    private final WindowSettings settings;
    private final InstantSource clock;
    /** Not private: {@link WindowSearch} uses it under this monitor. */
    final Feeds feeds = new Feeds();

    private final Window window;
    final UnreadEntries unread = new UnreadEntries();
    final Waiters waiters = new Waiters();
    private Offsets offsets;
    private boolean caughtUp;
    private boolean closed;
    private KnownEnds ends = new KnownEnds(0, new long[0]);
    private long sequence;
    private volatile Tail tail;
    private volatile Loss loss = new Loss(0, ResetReason.OUT_OF_WINDOW);

    public TaskLog(WindowSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.window = new Window(settings, feeds);
    }

    /** Sets {@code late} as the parser of unread entries; call this before any append. */
    public void readUnreadBy(LateReader late) {
        unread.readBy(late);
    }

    /** Begins to log a topic at {@code from}, one offset per partition. Resets the readers of a previous topic. */
    public void open(TopicIdentity topic, long[] from) {
        synchronized (this) {
            boolean replaced = offsets != null;
            window.clear(offsets);
            offsets = new Offsets(topic, from);
            if (replaced) {
                lose(ResetReason.TOPIC_REPLACED);
            }
            moved();
        }
        wakeAll();
    }

    /** Whether the log holds this topic. */
    public synchronized boolean isOf(TopicIdentity topic) {
        return offsets != null && offsets.topic().equals(topic);
    }

    /** Whether the past was read, so that sessions can be served. */
    public synchronized boolean isCaughtUp() {
        return caughtUp;
    }

    /** Notes that the past was read. */
    public synchronized void caughtUp() {
        caughtUp = true;
    }

    /** The offset after the last record that was read; 0 for a new partition. */
    public synchronized long nextOffset(int partition) {
        return offsets.next(partition);
    }

    /** The cursor that covers everything that was read; empty before a topic is known. */
    public Optional<Cursor> cursor() {
        return Optional.ofNullable(tail).map(Tail::cursor);
    }

    /**
     * What to read next, with the leader epochs of the last records that still exist. Empty before a topic is known.
     * After a loss, a cursor of a client has a higher epoch.
     */
    public synchronized Optional<Cursor> position() {
        return Optional.ofNullable(offsets).map(Offsets::position);
    }

    /** Notes that {@code partition} has no more records before {@code offset}, the last one of {@code epoch}. */
    public void skip(int partition, long offset, int epoch) {
        synchronized (this) {
            if (offset > nextOffset(partition)) {
                offsets.advance(partition, offset, epoch);
                moved();
                waiters.reached(partition, offset);
            }
        }
        waiters.wake();
    }

    /** Notes {@code gaps}, by partition: every reader is reset, once for all of them. */
    public void lost(Map<Integer, Gap> gaps) {
        synchronized (this) {
            gaps.forEach(offsets::pass);
            lose(ResetReason.GAP_IN_LOG);
        }
        wakeAll();
    }

    /** Sets the current end offsets of the partitions; added partitions are read from their start. */
    public void observeEnds(long[] endOffsets) {
        synchronized (this) {
            ends = new KnownEnds(ends.version() + 1, endOffsets.clone());
            if (offsets.partitions() < endOffsets.length) {
                offsets.grow(endOffsets.length);
                moved();
            }
            waiters.allReached();
        }
        waiters.wake();
    }

    /**
     * Keeps {@code event}, which was parsed from {@code record}. Drops a record that was read before. If this call
     * throws, the log does not move past the record.
     */
    public void append(SourceRecord record, TaskEvent event) {
        List<Feed> audience;
        synchronized (this) {
            if (closed || record.offset() < nextOffset(record.partition())) {
                return;
            }
            audience = feeds.of(event.audience());
            Tail after = new Tail(sequence + 1, offsets.after(record));
            keep(NewEntry.framed(after, record, arrival(record), event, audience), after);
        }
        feeds.wake(audience);
        waiters.wake();
    }

    /**
     * Keeps the record like {@link #append}, but unparsed. If a user of {@code audience} has a reader, it keeps nothing
     * and returns false.
     */
    public boolean appendUnread(SourceRecord record, Audience audience) {
        synchronized (this) {
            if (closed || record.offset() < nextOffset(record.partition())) {
                return true;
            }
            List<Feed> absent = feeds.of(audience);
            if (feeds.areRead(absent)) {
                return false;
            }
            Tail after = new Tail(sequence + 1, offsets.after(record));
            keep(NewEntry.unread(after.sequence(), record, arrival(record), absent), after);
        }
        waiters.wake();
        return true;
    }

    /** Forgets entries that are older than the window; for times without appends. */
    public synchronized void evict() {
        window.evict(clock.millis(), offsets);
    }

    /** Releases the memory, because the server may keep this object. Resets readers, and drops later records. */
    public synchronized void close() {
        closed = true;
        if (offsets != null) {
            window.close(offsets);
            lose(ResetReason.OUT_OF_WINDOW);
        }
    }

    /** Tells the readers of {@code user}, and no others, that tokens of this user were revoked. */
    public void revoked(String user) {
        for (LogReader reader : readersOf(user)) {
            reader.revoked();
        }
    }

    private synchronized LogReader[] readersOf(String user) {
        return feeds.readersOf(user);
    }

    /** Creates a reader for a session of {@code user}. */
    public LogReader subscribe(String user, Subscriber subscriber) {
        synchronized (this) {
            Feed feed = feeds.of(user);
            LogReader reader = new LogReader(this, feed, unread, subscriber, ends.version());
            feeds.add(reader, feed);
            return reader;
        }
    }

    /** How many users have a session. */
    public synchronized int users() {
        return feeds.users();
    }

    /** What the window holds, for metrics. */
    public synchronized WindowStatistics.Snapshot statistics() {
        return window.statistics(clock.millis());
    }

    void unsubscribe(LogReader reader, Feed feed) {
        synchronized (this) {
            waiters.remove(reader);
            feeds.remove(reader, feed);
        }
    }

    /**
     * Lets {@code reader}, on its own thread, begin after {@code cursor}, or at the end with a reset. Empty while this
     * replica is behind {@code cursor}; then {@code again} runs later.
     */
    synchronized Optional<Beginning> begin(LogReader reader, Cursor cursor, Runnable again) {
        Optional<ResetReason> refused = offsets.refuse(cursor);
        if (refused.isPresent()) {
            return refused.map(reader::beginReset);
        }
        int behind = offsets.firstBehind(cursor);
        if (behind >= 0) {
            if (ends.version() >= reader.sinceVersion() + 2 && !ends.exist(cursor)) {
                return Optional.of(reader.beginReset(ResetReason.AHEAD_OF_LOG));
            }
            if (feeds.have(reader)) {
                waiters.add(reader, behind, cursor.next(behind), again);
            }
            return Optional.empty();
        }
        if (!offsets.holds(cursor)) {
            return Optional.of(reader.beginReset(ResetReason.OUT_OF_WINDOW));
        }
        return Optional.of(reader.beginAfter(cursor, window.firstUncovered(cursor)));
    }

    /** The end of the log; null before a topic is known. Lock-free: no caller waits for the appending thread. */
    Tail tail() {
        return tail;
    }

    Loss loss() {
        return loss;
    }

    Feed everyone() {
        return feeds.everyone();
    }

    /** Steps that can fail come first: after a failure nothing has changed. */
    private void keep(NewEntry entry, Tail after) {
        SourceRecord record = entry.source();
        window.add(entry, after.cursor());
        sequence = after.sequence();
        tail = after;
        offsets.advance(record.partition(), record.offset() + 1, record.epoch());
        waiters.reached(record.partition(), record.offset() + 1);
        evict();
    }

    /** When {@code record} arrived. While the past is read back, its timestamp counts, so that it expires in time. */
    public synchronized long arrival(SourceRecord record) {
        long now = clock.millis();
        if (caughtUp) {
            return now;
        }
        return Math.max(now - settings.maxAge().toMillis(), Math.min(record.timestamp(), now));
    }

    /** The loss is written before the tail: a reader whose cursor covers the loss has seen it. */
    private void lose(ResetReason reason) {
        Loss lost = new Loss(sequence + 1, reason);
        Tail after = new Tail(lost.upTo(), offsets.cursor());
        sequence = lost.upTo();
        loss = lost;
        tail = after;
        waiters.allReached();
    }

    private void moved() {
        tail = closed ? tail : new Tail(sequence, offsets.cursor());
    }

    private void wakeAll() {
        feeds.wakeAll();
        waiters.wake();
    }
}
