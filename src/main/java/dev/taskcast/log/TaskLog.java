package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The window: the recent past of the topic in memory, bounded in bytes and age, indexed by user.
 *
 * <p>Concurrency: one thread appends; any thread may subscribe, evict and ask. Everything here is guarded
 * by this object's monitor, which nobody holds while sending, waiting or calling out: readers are woken
 * after it was released. A feed's own monitor is only ever taken inside this one or alone, so the order is
 * fixed. Readers find entries through their feeds without this monitor. An entry is put into its feeds
 * before its sequence becomes the tail's, so a reader that has seen nothing after its position, up to the
 * tail that it read before, has been handed everything that the tail's cursor covers.
 */
public final class TaskLog {
    private final WindowSettings settings;
    private final InstantSource clock;
    /** Not private, for {@link WindowSearch}, as what follows: under this monitor. */
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

    /** Has {@code late} read what is kept unread; to be said before anything is. */
    public void readUnreadBy(LateReader late) {
        unread.readBy(late);
    }

    /** Begins to log a topic at the offsets {@code from}, one per partition; another one is forgotten, readers reset. */
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

    /** Whether this is the topic that is being logged. */
    public synchronized boolean isOf(TopicIdentity topic) {
        return offsets != null && offsets.topic().equals(topic);
    }

    /** Whether the past was read, so that sessions can be served. */
    public synchronized boolean isCaughtUp() {
        return caughtUp;
    }

    /** Says that the past was read. */
    public synchronized void caughtUp() {
        caughtUp = true;
    }

    /** The offset after the last one that was read; 0 for a new partition. */
    public synchronized long nextOffset(int partition) {
        return offsets.next(partition);
    }

    /** The cursor that covers everything that was read; empty before a topic is known. */
    public Optional<Cursor> cursor() {
        return Optional.ofNullable(tail).map(Tail::cursor);
    }

    /** Says that no record is left in {@code partition} before {@code offset}; the last one was of {@code epoch}. */
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

    /** Says that records before {@code offset} of {@code partition} are lost: every reader is reset. */
    public void lost(int partition, long offset) {
        synchronized (this) {
            offsets.advance(partition, offset, Epochs.UNKNOWN);
            offsets.startAt(partition, offset);
            lose(ResetReason.GAP_IN_LOG);
        }
        wakeAll();
    }

    /** Says that {@code partition} ends at {@code offset} now, though it was read further: every reader is reset. */
    public void truncated(int partition, long offset) {
        synchronized (this) {
            offsets.truncate(partition, offset);
            lose(ResetReason.GAP_IN_LOG);
        }
        wakeAll();
    }

    /** The end offsets of the partitions just now; more partitions than before are read from their start. */
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
     * Keeps {@code event}, which {@code record} is. A record that was read before is dropped. One that makes this fail is not
     * moved past.
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

    /** As {@link #append}, but unread until somebody wants it; false, and nothing is kept, if one of its audience reads here now. */
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

    /** Forgets what is older than the window; for when nothing is appended. */
    public synchronized void evict() {
        window.evict(clock.millis(), offsets);
    }

    /** Lets go of the window's memory, which a server may hold on to: what comes later is dropped, and who still reads is reset. */
    public synchronized void close() {
        closed = true;
        if (offsets != null) {
            window.close(offsets);
            lose(ResetReason.OUT_OF_WINDOW);
        }
    }

    /** Tells who reads as {@code user}, and nobody else, that tokens of this user were revoked. */
    public void revoked(String user) {
        for (LogReader reader : readersOf(user)) {
            reader.revoked();
        }
    }

    private synchronized LogReader[] readersOf(String user) {
        return feeds.readersOf(user);
    }

    /** A reader for a session of {@code user}. */
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
     * Has {@code reader}, whose thread this is, begin after {@code cursor}, or at the end if it cannot; empty while this replica is
     * behind it, and then {@code again} is run.
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

    /** Where the log ends; null before a topic is known. It needs no lock, so nobody waits for the appending thread. */
    Tail tail() {
        return tail;
    }

    Loss loss() {
        return loss;
    }

    Feed everyone() {
        return feeds.everyone();
    }

    /** What can fail comes first: then nothing has changed. */
    private void keep(NewEntry entry, Tail after) {
        SourceRecord record = entry.source();
        window.add(entry, after.cursor());
        sequence = after.sequence();
        tail = after;
        offsets.advance(record.partition(), record.offset() + 1, record.epoch());
        waiters.reached(record.partition(), record.offset() + 1);
        evict();
    }

    /** When {@code record} arrived; while the past is read back it is as old as it says, so that it also leaves in time. */
    public synchronized long arrival(SourceRecord record) {
        long now = clock.millis();
        if (caughtUp) {
            return now;
        }
        return Math.max(now - settings.maxAge().toMillis(), Math.min(record.timestamp(), now));
    }

    /** The loss comes before the tail: who has a cursor that covers it has seen the loss. */
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
