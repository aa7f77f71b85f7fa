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
import java.util.logging.Logger;

/**
 * What one session has read of the log: up to which position, and what comes next.
 *
 * <p>{@link #wake} may be called by any thread; everything else by one thread at a time, which the session
 * sees to. It must be closed.
 *
 * <p>After a resume, some entries of this replica's log may have been seen elsewhere already, because
 * replicas read the partitions in different orders. A {@link Floor} has them passed over, until
 * the log's own cursors cover it and the reader is like any other.
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
    /** Not private, for {@link WindowSearch}. */
    final UserFeeds feeds;

    private final UnreadEntries unread;
    private final Subscriber subscriber;
    private final long sinceVersion;
    private volatile long position;
    /** The position at which it began, or begins to have nothing but what came since. */
    private long replayedUpTo;

    private boolean resumed;
    private final Floor floor = new Floor();
    private volatile Filter filter = Filter.ALL;
    private volatile long begun;
    private volatile Optional<ResetReason> lastReset = Optional.empty();
    private FramedEntry latest;

    LogReader(TaskLog log, Feed feed, UnreadEntries unread, Subscriber subscriber, long sinceVersion) {
        this.log = log;
        this.feed = feed;
        this.feeds = new UserFeeds(feed, log.everyone());
        this.unread = unread;
        this.subscriber = subscriber;
        this.sinceVersion = sinceVersion;
    }

    /** Begins at the end of the log: only what is appended from now on is handed out. */
    public Beginning beginNow() {
        Tail tail = log.tail();
        return begin(new Beginning.Fresh(tail.text()), tail.sequence());
    }

    /** Begins at the end of the log with a client whose cursor is not one. */
    public Beginning beginReset(ResetReason reason) {
        Tail tail = log.tail();
        return begin(new Beginning.Reset(reason, tail.text()), tail.sequence());
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
                Reset reset = reset(loss.reason());
                // Its end may be that of before the loss, which is told once.
                POSITION.lazySet(this, Math.max(position, loss.upTo()));
                return Optional.of(reset);
            }
            if (entry == null) {
                if (log.tail().sequence() >= position) {
                    // From here on the log's cursors cover all that was handed out.
                    floor.lift();
                    latest = null;
                }
                return Optional.empty();
            }
            if (entry.isLost()) {
                return Optional.of(reset(ResetReason.OUT_OF_WINDOW));
            }
            POSITION.lazySet(this, entry.sequence());
            if (floor.has(entry)) {
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
        return feeds.hasAfter(position) || log.loss().upTo() > position;
    }

    /** When the first of what is to be handed out arrived, in milliseconds since the epoch; empty if there is nothing. For any thread. */
    public OptionalLong waitingSince() {
        return feeds.waitingSince(position);
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
        return hasNext() ? Optional.empty() : Optional.of(tail.text());
    }

    /** The sequence of the last entry that was handed out or passed over. */
    public long position() {
        return position;
    }

    /** After which entry it began, or was reset last: all before that was not handed out here. Any thread may ask. */
    public long begun() {
        return begun;
    }

    /** Why it was reset last, if it was. Any thread may ask. */
    public Optional<ResetReason> lastReset() {
        return lastReset;
    }

    /** What it hands out now. Any thread may ask. */
    public Filter filter() {
        return filter;
    }

    /** Has the oldest readers of the same user displaced until {@code max} are left. */
    public void displaceOldest(int max) {
        feed.oldestBeyond(max).forEach(reader -> reader.subscriber.displaced());
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

    Subscriber subscriber() {
        return subscriber;
    }

    /** How often somebody had looked at the ends of the topic when this one came. */
    long sinceVersion() {
        return sinceVersion;
    }

    /** Begins with the first entry that {@code seen} lacks, which is in {@code range} or follows it. */
    Beginning beginAfter(Cursor seen, Checkpoints.Range range) {
        Beginning beginning =
                begin(new Beginning.Resumed(seen.encode()), feeds.firstUnseen(seen, range, () -> log.tail()
                        .sequence()));
        replayedUpTo = log.tail().sequence();
        resumed = true;
        floor.lay(seen);
        return beginning;
    }

    private Beginning begin(Beginning beginning, long from) {
        if (beginning instanceof Beginning.Reset reset) {
            lastReset = Optional.of(reset.reason());
        }
        POSITION.lazySet(this, from);
        replayedUpTo = from;
        begun = from;
        floor.lift();
        latest = null;
        return beginning;
    }

    private Reset reset(ResetReason reason) {
        return Reset.of(reason, beginReset(reason).cursor());
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
            LOGGER.warning(
                    "TCAST0501W: A record of the window could not be read: its device reloads. " + defect.getClass());
            return Optional.of(reset(ResetReason.GAP_IN_LOG));
        }
    }

    /** Makes {@code entry} the latest one, with a cursor for this reader, if it can be used. */
    private Finding read(Entry entry) {
        if (entry.isUnread()) {
            return readUnread(entry);
        }
        Optional<Frame> frame = entry.frame();
        frame.ifPresent(its -> latest = framed(entry, floor.raise(its)));
        return frame.isPresent() ? Finding.READ : Finding.FORGOTTEN;
    }

    private FramedEntry framed(Entry entry, Frame frame) {
        return FramedEntry.of(entry, entry.sequence() <= replayedUpTo, frame);
    }

    private Finding readUnread(Entry entry) {
        if (floor.isLifted() && latest == null) {
            // It was closed: an entry that comes while its feed is read is never an unread one.
            return Finding.UNUSABLE;
        }
        Optional<UnreadEntries.Read> read = unread.read(entry);
        if (read.isEmpty()) {
            return Finding.FORGOTTEN;
        }
        Optional<TaskEvent> event = read.get().event();
        event.ifPresent(its -> {
            Cursor seen = seenWith(entry, read.get().epoch());
            floor.lay(seen);
            latest = framed(entry, ServerFrames.taskUpdate(its.update(), seen.encode()));
        });
        return event.isPresent() ? Finding.READ : Finding.UNUSABLE;
    }

    /**
     * What the client has seen with {@code entry}, of {@code epoch}, for which the log has no cursor. After the last entry that is all that the log
     * has, for others too. The tail is taken first: nothing after the position then means that nothing up to the tail is missing.
     * That holds while this reader is among the feed's, for then it is the feed that is appended to.
     */
    private Cursor seenWith(Entry entry, int epoch) {
        Cursor seen = floor.orThatOf(latest).with(entry.partition(), entry.offset() + 1, epoch);
        if (hasNext()) {
            return seen;
        }
        Tail tail = log.tail();
        return hasNext() || !feed.isReadBy(this) ? seen : seen.union(tail.cursor());
    }
}
