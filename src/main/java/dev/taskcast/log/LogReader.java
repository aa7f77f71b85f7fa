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
 * What one session has read of the log: its position, and what comes next.
 *
 * <p>Any thread may call {@link #wake}. One thread at a time may call the other methods; the session ensures that. A
 * reader must be closed.
 *
 * <p>After a resume, the client may have seen some entries of this log on another replica, because replicas read
 * partitions in different orders. A {@link Floor} makes the reader pass over them, until the log's own cursors cover
 * the floor.
 *
 * <p>The reader also passes over events that do not pass the filter; its cursor counts them as seen. A reset passes
 * every filter.
 */
public final class LogReader implements AutoCloseable {
    /** The most entries that one call passes over: a reader with a backlog lets others take their turns. */
    private static final int PASSED_OVER = 256;

    /** The most unread entries among them, because each one is parsed. */
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
    /** The position of the last entry that counts as replayed: the log's end when this reader began. */
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

    /** Begins at the end of the log: this reader hands out only later entries. */
    public Beginning beginNow() {
        Tail tail = log.tail();
        return begin(new Beginning.Fresh(tail.text()), tail.sequence());
    }

    /** Begins at the end of the log, for a client whose cursor cannot be used. */
    public Beginning beginReset(ResetReason reason) {
        Tail tail = log.tail();
        return begin(new Beginning.Reset(reason, tail.text()), tail.sequence());
    }

    /**
     * Begins after {@code cursor}. Empty while this replica has not read that far.
     *
     * <p>The thread that reads the topic then runs {@code again} once another call is worthwhile; it must return
     * immediately. A closed reader waits no longer.
     */
    public Optional<Beginning> beginAfter(Cursor cursor, Runnable again) {
        return log.begin(this, cursor, again);
    }

    /**
     * Changes the filter to {@code newer}. Returns whether the new filter passes events that the old one did not.
     *
     * <p>{@link #cursor} tells from where on the new filter applies. The reader passes over filtered events like events
     * of other users.
     */
    public boolean narrow(Filter newer) {
        boolean widened = !filter.covers(newer);
        filter = newer;
        return widened;
    }

    /**
     * The next delivery for this session. Empty if there is no event, or if this call passed over too many entries;
     * {@link #hasNext} then still says that another call is worthwhile.
     */
    public Optional<Delivery> next() {
        for (int passed = 0, parsed = 0; passed < PASSED_OVER && parsed < PARSED; passed++) {
            Entry entry = feeds.after(position);
            Loss loss = log.loss();
            if (loss.upTo() > position) {
                Reset reset = reset(loss.reason());
                // The tail of the reset may be older than the loss: pass it, so that this loss makes only one reset.
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

    /** Whether another call of {@link #next} is worthwhile. */
    public boolean hasNext() {
        return feeds.hasAfter(position) || log.loss().upTo() > position;
    }

    /**
     * When the first waiting entry arrived, in milliseconds since the epoch; empty if no entry waits. For any thread.
     */
    public OptionalLong waitingSince() {
        return feeds.waitingSince(position);
    }

    /** Whether it began after a cursor, so that it may hand out earlier entries. */
    public boolean hasResumed() {
        return resumed;
    }

    /** The cursor of everything that was handed out or passed over; empty if {@link #next} must be called first. */
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

    /** The position at which it began or was last reset; it handed out no earlier entry. For any thread. */
    public long begun() {
        return begun;
    }

    /** The reason of its last reset, if it was reset. For any thread. */
    public Optional<ResetReason> lastReset() {
        return lastReset;
    }

    /** The current filter. For any thread. */
    public Filter filter() {
        return filter;
    }

    /** Tells the oldest readers of the same user that they are displaced, until {@code max} are left. */
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

    /** The version of {@link KnownEnds} when this reader was created. */
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

    /** The delivery of {@code entry} for this reader; empty if it is passed over. */
    private Optional<Delivery> delivery(Entry entry) {
        try {
            return switch (read(entry)) {
                case READ -> filter.passes(latest.frame()) ? Optional.of(latest) : Optional.empty();
                case UNUSABLE -> Optional.empty();
                case FORGOTTEN -> Optional.of(reset(ResetReason.OUT_OF_WINDOW));
            };
        } catch (RuntimeException defect) {
            LOGGER.warning("TCAST0501W: A record of the window could not be read, so a device is told to reload: "
                    + defect.getClass());
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
            // The reader was closed: entries that arrive while their feed has a reader are never unread.
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
            latest = framed(entry, entry.shared(ServerFrames.taskUpdate(its.update(), seen.encode())));
        });
        return event.isPresent() ? Finding.READ : Finding.UNUSABLE;
    }

    /**
     * What the client has seen with {@code entry}, of {@code epoch}, for which the log has no cursor. After the last
     * entry, the client has seen everything in the log. The tail is read first: if nothing follows the position then,
     * nothing up to the tail is missing. This holds while the feed has this reader, because every event is then
     * appended to the feed.
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
