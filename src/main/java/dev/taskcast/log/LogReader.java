package dev.taskcast.log;

import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.ServerFrames;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What one session has read of the log: up to which position, and what comes next.
 *
 * <p>{@link #wake} may be called by any thread; everything else by one thread at a time, which the session
 * sees to. It must be closed.
 *
 * <p>After a resume, some entries of this replica's log may have been seen elsewhere already, because
 * replicas read the partitions in different orders. The <em>floor</em> is the cursor that the client came
 * with: entries under it are passed over, and cursors are raised to it, until the log's own cursors cover
 * it and the reader is like any other.
 *
 * <p>What does not pass the filter is passed over too, but the cursor counts it as seen. A reset always comes.
 */
public final class LogReader implements AutoCloseable {
    /** Entries that one call passes over at most: a reader of which much is kept back has others take their turns. */
    private static final int PASSED_OVER = 256;

    /** Unread entries among them, each of which is parsed. */
    private static final int PARSED = 16;

    private static final Logger LOGGER = Logger.getLogger(LogReader.class.getName());
    private static final AtomicLongFieldUpdater<LogReader> POSITION =
            AtomicLongFieldUpdater.newUpdater(LogReader.class, "position");

    private final TaskLog log;
    private final Feed feed;
    private final BothFeeds feeds;
    private final UnreadEntries unread;
    private final Subscriber subscriber;
    private final long sinceVersion;
    private volatile long position;
    /** The position at which it began, or begins to have nothing but what came since. */
    private long replayedUpTo;

    private boolean resumed;
    private Cursor floor;
    private Filter filter = Filter.ALL;
    private FramedEntry latest;

    LogReader(TaskLog log, Feed feed, UnreadEntries unread, Subscriber subscriber, long sinceVersion) {
        this.log = log;
        this.feed = feed;
        this.feeds = new BothFeeds(feed, log.everyone());
        this.unread = unread;
        this.subscriber = subscriber;
        this.sinceVersion = sinceVersion;
    }

    /** Begins at the end of the log: only what is appended from now on is handed out. */
    public Beginning beginNow() {
        Tail tail = log.tail();
        return begin(new Beginning.Fresh(tail.cursor()), tail.sequence());
    }

    /** Begins at the end of the log with a client whose cursor is not one. */
    public Beginning beginReset(ResetReason reason) {
        Tail tail = log.tail();
        return begin(new Beginning.Reset(reason, tail.cursor()), tail.sequence());
    }

    /**
     * Begins after {@code cursor}; empty while this replica has not read that far. Then {@code again} is run once it is worth asking
     * again, by the thread that reads: it returns at once. A reader that was closed waits no longer.
     */
    public Optional<Beginning> beginAfter(Cursor cursor, Runnable again) {
        return log.begin(this, cursor, again);
    }

    /**
     * From now on hands out only what passes {@code newer}; whether something passes now that did not before.
     *
     * <p>{@link #cursor} tells from where on, and what is kept back is passed over like what is of another user.
     */
    public boolean narrow(Filter newer) {
        boolean widened = !filter.covers(newer);
        filter = newer;
        return widened;
    }

    /**
     * What comes next for this session; empty when there is nothing, and when so much was passed over that it is the turn of others:
     * then {@link #hasNext} still says that it is worth asking again.
     */
    public Optional<Delivery> next() {
        for (int passed = 0, parsed = 0; passed < PASSED_OVER && parsed < PARSED; passed++) {
            Entry entry = feeds.after(position);
            Loss loss = log.loss();
            if (loss.upTo() > position) {
                return Optional.of(reset(loss.reason()));
            }
            if (entry == null) {
                floor = null;
                latest = null;
                return Optional.empty();
            }
            if (entry.isLost()) {
                return Optional.of(reset(ResetReason.OUT_OF_WINDOW));
            }
            POSITION.lazySet(this, entry.sequence());
            if (wasSeen(entry)) {
                continue;
            }
            parsed += entry.isUnread() ? 1 : 0;
            Optional<Delivery> delivery = delivery(entry);
            if (delivery.isPresent()) {
                return delivery;
            }
        }
        return Optional.empty();
    }

    /** Whether {@link #next} has something. */
    public boolean hasNext() {
        return feeds.haveAfter(position) || log.loss().upTo() > position;
    }

    /** When the first of what is to be handed out arrived, in milliseconds since the epoch; empty if there is nothing. For any thread. */
    public OptionalLong waitingSince() {
        Entry next = feeds.after(position);
        return next == null || next.isLost() ? OptionalLong.empty() : OptionalLong.of(next.arrival());
    }

    /** Whether it began after a cursor, so that it may hand out what came before it. */
    public boolean hasResumed() {
        return resumed;
    }

    /** The cursor of what was handed out or kept back so far; empty when {@link #next} has to be called first. */
    public Optional<String> cursor() {
        if (latest != null) {
            return Optional.of(latest.frame().cursor());
        }
        Tail tail = log.tail();
        return hasNext() ? Optional.empty() : Optional.of(tail.cursor());
    }

    /** Has the oldest readers of the same user displaced until {@code max} are left. */
    public void displaceOldest(int max) {
        LogReader[] all = feed.readers();
        for (int i = 0; i < all.length - max; i++) {
            all[i].subscriber.displaced();
        }
    }

    @Override
    public void close() {
        log.unsubscribe(this, feed);
    }

    void wake() {
        Wake.quietly(subscriber::wake);
    }

    void revoked() {
        subscriber.revoked();
    }

    /** How often somebody had looked at the ends of the topic when this one came. */
    long sinceVersion() {
        return sinceVersion;
    }

    /** Begins with the first entry that {@code seen} lacks, which is in {@code range} or follows it. */
    Beginning beginAfter(Cursor seen, Checkpoints.Range range) {
        Beginning beginning = begin(new Beginning.Resumed(seen.encode()), firstUnseen(seen, range));
        replayedUpTo = log.tail().sequence();
        resumed = true;
        floor = seen;
        return beginning;
    }

    /** The position before the first entry that {@code seen} lacks, or that comes after {@code range}, at whose start to look. */
    private long firstUnseen(Cursor seen, Checkpoints.Range range) {
        Entry entry = feeds.after(range.after());
        while (entry != null && entry.sequence() <= range.upTo() && entry.offset() < seen.next(entry.partition())) {
            entry = feeds.after(entry.sequence());
        }
        return entry == null ? log.tail().sequence() : entry.sequence() - 1;
    }

    private Beginning begin(Beginning beginning, long from) {
        POSITION.lazySet(this, from);
        replayedUpTo = from;
        floor = null;
        latest = null;
        return beginning;
    }

    private Reset reset(ResetReason reason) {
        return Reset.of(reason, beginNow().cursor());
    }

    /** Whether the client had {@code entry} before it came. */
    private boolean wasSeen(Entry entry) {
        return floor != null && entry.offset() < floor.next(entry.partition());
    }

    /** What {@code entry} is for this reader; empty if it is passed over. */
    private Optional<Delivery> delivery(Entry entry) {
        try {
            return switch (read(entry)) {
                case READ -> filter.passes(latest.frame()) ? Optional.of(latest) : Optional.empty();
                case UNUSABLE -> Optional.empty();
                case FORGOTTEN -> Optional.of(reset(ResetReason.OUT_OF_WINDOW));
            };
        } catch (RuntimeException defect) {
            LOGGER.log(
                    Level.WARNING,
                    "TASKCAST A record of the window could not be read: its device reloads. {0}",
                    defect.getClass());
            return Optional.of(reset(ResetReason.GAP_IN_LOG));
        }
    }

    private enum Outcome {
        /** It is the latest one. */
        READ,
        UNUSABLE,
        /** The window moved on in this moment. */
        FORGOTTEN
    }

    /** Makes {@code entry} the latest one, with a cursor for this reader, if it can be used. */
    private Outcome read(Entry entry) {
        if (entry.isUnread()) {
            return readUnread(entry);
        }
        Optional<Frame> frame = entry.frame();
        frame.ifPresent(its -> latest = framed(entry, floor == null ? its : raisedToFloor(its)));
        return frame.isPresent() ? Outcome.READ : Outcome.FORGOTTEN;
    }

    private FramedEntry framed(Entry entry, Frame frame) {
        return FramedEntry.of(entry, entry.sequence() <= replayedUpTo, frame);
    }

    private Outcome readUnread(Entry entry) {
        if (floor == null && latest == null) {
            // It was closed: an entry that comes while its feed is read is never an unread one.
            return Outcome.UNUSABLE;
        }
        Optional<UnreadEntries.Read> read = unread.read(entry);
        if (read.isEmpty()) {
            return Outcome.FORGOTTEN;
        }
        Optional<TaskEvent> event = read.get().event();
        event.ifPresent(its -> {
            floor = seenWith(entry, read.get().epoch());
            latest = framed(entry, ServerFrames.taskUpdate(its.update(), floor.encode()));
        });
        return event.isPresent() ? Outcome.READ : Outcome.UNUSABLE;
    }

    /**
     * What the client has seen with {@code entry}, of {@code epoch}, for which the log has no cursor. After the last entry that is all that the log
     * has, for others too. The tail is taken first: nothing after the position then means that nothing up to the tail is missing.
     * That holds while this reader is among the feed's, for then it is the feed that is appended to.
     */
    private Cursor seenWith(Entry entry, int epoch) {
        Cursor before = floor == null ? cursorOf(latest.frame().cursor()) : floor;
        Cursor seen = before.with(entry.partition(), entry.offset() + 1, epoch);
        if (hasNext()) {
            return seen;
        }
        Tail tail = log.tail();
        return hasNext() || !feed.isReadBy(this) ? seen : seen.union(cursorOf(tail.cursor()));
    }

    private static Cursor cursorOf(String text) {
        return Cursor.parse(text).orElseThrow(() -> new IllegalStateException("The log holds only cursors of its own"));
    }

    private Frame raisedToFloor(Frame frame) {
        Cursor cursor = cursorOf(frame.cursor());
        if (cursor.covers(floor)) {
            floor = null;
            return frame;
        }
        floor = floor.union(cursor);
        return frame.withCursor(floor.encode());
    }
}
