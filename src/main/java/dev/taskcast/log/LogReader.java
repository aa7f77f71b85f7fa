package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import dev.taskcast.wire.ServerFrames;
import java.util.Optional;

/**
 * One session's place in the log: where it is, and what comes next.
 *
 * <p>{@link #wake} may be called by any thread; everything else by one thread at a time, which the session
 * sees to. It must be closed.
 *
 * <p>After a resume, some entries of this replica's log may have been seen elsewhere already, because
 * replicas read the partitions in different orders. The <em>floor</em> is the cursor that the client came
 * with: entries under it are passed over, and cursors are raised to it, until the log's own cursors cover
 * it and the reader is like any other.
 */
public final class LogReader implements AutoCloseable {
    private final TaskLog log;
    private final Feed feed;
    private final Subscriber subscriber;
    private final long sinceVersion;
    private long position;
    private Cursor floor;
    private Frame lastFrame;

    LogReader(TaskLog log, Feed feed, Subscriber subscriber, long sinceVersion) {
        this.log = log;
        this.feed = feed;
        this.subscriber = subscriber;
        this.sinceVersion = sinceVersion;
    }

    /**
     * Where a reader begins.
     *
     * @param reason why the past cannot be replayed; null unless {@code resume} is {@code RESET}
     * @param cursor the cursor of the client at that place
     */
    public record Beginning(Resume resume, ResetReason reason, String cursor, long position, Cursor floor) {
        static Beginning fresh(TaskLog.Tail tail) {
            return new Beginning(Resume.FRESH, null, tail.cursor(), tail.sequence(), null);
        }

        static Beginning reset(ResetReason reason, TaskLog.Tail tail) {
            return new Beginning(Resume.RESET, reason, tail.cursor(), tail.sequence(), null);
        }

        static Beginning resumed(long position, Cursor floor) {
            return new Beginning(Resume.RESUMED, null, floor.encode(), position, floor);
        }
    }

    /** Begins at the end of the log: only what is appended from now on is handed out. */
    public Beginning beginNow() {
        return begin(log.now());
    }

    /** Begins at the end of the log with a client whose cursor is not one. */
    public Beginning beginReset(ResetReason reason) {
        Beginning now = log.now();
        return begin(new Beginning(Resume.RESET, reason, now.cursor(), now.position(), null));
    }

    /**
     * Begins after {@code cursor}; empty while this replica has not read that far. Then {@code again} is run once it is worth asking
     * again, by the thread that reads: it returns at once. A reader that was closed waits no longer.
     */
    public Optional<Beginning> beginAfter(Cursor cursor, Runnable again) {
        return Optional.ofNullable(log.begin(this, cursor, again)).map(this::begin);
    }

    /** The next frame for this session, which is a {@code task_update} or a {@code reset}; null when there is none. */
    public Frame next() {
        while (true) {
            Entry own = feed.after(position);
            Entry shared = log.everyone().after(position);
            if (shared != null && (own == null || shared.sequence() < own.sequence())) {
                // Both may have been appended since the own feed was looked at, the own one first.
                own = feed.after(position);
            }
            TaskLog.Loss loss = log.loss();
            if (loss.upTo() > position) {
                return reset(loss.reason());
            }
            if (isLost(own) || isLost(shared)) {
                return reset(ResetReason.OUT_OF_WINDOW);
            }
            Entry entry = earlier(own, shared);
            if (entry == null) {
                floor = null;
                lastFrame = null;
                return null;
            }
            position = entry.sequence();
            if (floor == null) {
                lastFrame = entry.frame();
                return lastFrame;
            }
            if (entry.offset() >= floor.next(entry.partition())) {
                lastFrame = raisedToFloor(entry.frame());
                return lastFrame;
            }
        }
    }

    /** Whether {@link #next} has something. */
    public boolean hasNext() {
        return log.loss().upTo() > position || earlierOrLost() != null;
    }

    /** The cursor of what was handed out so far; null when {@link #next} has to be called first. */
    public String cursor() {
        if (lastFrame != null) {
            return lastFrame.cursor();
        }
        TaskLog.Tail tail = log.tail();
        return hasNext() ? null : tail.cursor();
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

    /** The position before the first entry that {@code cursor} has not seen. */
    long firstUnseen(Cursor cursor, Feed everyone) {
        Entry unseen = earlier(unseen(feed, cursor), unseen(everyone, cursor));
        return unseen == null ? log.tail().sequence() : unseen.sequence() - 1;
    }

    private static Entry unseen(Feed feed, Cursor seen) {
        return feed.first(entry -> !seen.covers(cursorOf(entry.frame())));
    }

    private Beginning begin(Beginning beginning) {
        position = beginning.position();
        floor = beginning.floor();
        lastFrame = null;
        return beginning;
    }

    private Frame reset(ResetReason reason) {
        Beginning now = begin(log.now());
        return ServerFrames.reset(reason, now.cursor());
    }

    private Frame raisedToFloor(Frame frame) {
        Cursor cursor = cursorOf(frame);
        if (cursor.covers(floor)) {
            floor = null;
            return frame;
        }
        floor = floor.union(cursor);
        return frame.withCursor(floor.encode());
    }

    private static Cursor cursorOf(Frame frame) {
        return Cursor.parse(frame.cursor())
                .orElseThrow(() -> new IllegalStateException("The log holds only cursors of its own"));
    }

    private static boolean isLost(Entry entry) {
        return entry != null && entry.isLost();
    }

    private Entry earlierOrLost() {
        Entry own = feed.after(position);
        Entry shared = log.everyone().after(position);
        return own == null ? shared : own;
    }

    private static Entry earlier(Entry one, Entry other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.sequence() < other.sequence() ? one : other;
    }
}
