package dev.taskcast.sessions;

import dev.taskcast.log.Delivery;
import dev.taskcast.log.LogReader;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.ServerFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a session sends next: its own frames, as soon as their cursor is known, and the log's events.
 *
 * <p>Any thread may add. Only the thread that has the session's turn takes.
 */
final class Outgoing {
    /** The most frames in one call. */
    static final int MOST = 64;
    /** The most characters in one call, unless a single frame has more: about one write to a socket. */
    static final int LENGTH = 8 * 1024;

    private final SessionRegistry registry;
    private final boolean batches;
    private final OwnFrames ownFrames = new OwnFrames();
    private volatile Deliveries log;
    private volatile boolean heartbeatWaits;
    /** The frame that must directly follow the frame before; usually null. */
    private Frame rightAfter;

    private int share;

    /**
     * Creates the outgoing frames for a session of {@code registry}; {@code batches} tells whether its client accepts
     * batches.
     */
    Outgoing(SessionRegistry registry, boolean batches) {
        this.registry = registry;
        this.batches = batches;
    }

    /** From now on the events of {@code reader} follow. */
    void readFrom(LogReader reader) {
        log = new Deliveries(reader, registry);
    }

    /** The session's reader of the log; null until it is attached. */
    LogReader reader() {
        Deliveries attached = log;
        return attached == null ? null : attached.reader();
    }

    /** Puts {@code welcome} before everything else: the session begins. */
    void begin(Frame welcome) {
        log.begin();
        ownFrames.addFirst(welcome);
    }

    /** Adds {@code frame}; returns false if too many frames wait. */
    boolean add(Frame frame) {
        return ownFrames.add(frame);
    }

    /** Adds a frame that is built from the cursor when its turn comes; returns false if too many frames wait. */
    boolean add(Function<String, Frame> ofCursor) {
        return ownFrames.add(ofCursor);
    }

    /** Adds a heartbeat, unless one waits already; returns false if too many frames wait. */
    boolean addHeartbeat() {
        if (heartbeatWaits) {
            return true;
        }
        heartbeatWaits = true;
        boolean added = false;
        try {
            added = ownFrames.add(this::heartbeat);
        } finally {
            if (!added) {
                heartbeatWaits = false;
            }
        }
        return added;
    }

    private Frame heartbeat(String cursor) {
        heartbeatWaits = false;
        return ServerFrames.heartbeat(cursor);
    }

    /**
     * Applies {@code filter} to the log's events once its turn comes, and tells the client the cursor. Returns false if
     * too many frames wait.
     */
    boolean narrow(Filter filter) {
        return ownFrames.add(cursor -> narrowed(filter, cursor), filter.length());
    }

    /** The cursor covers exactly the events that were handed out or passed over under the old filter. */
    private Frame narrowed(Filter filter, String cursor) {
        if (log.reader().narrow(filter)) {
            registry.counters().reset(ResetReason.WIDENED);
            rightAfter = ServerFrames.reset(ResetReason.WIDENED, cursor);
        }
        return ServerFrames.narrowed(cursor);
    }

    boolean hasNext() {
        return !ownFrames.isEmpty() || log.hasNext();
    }

    /**
     * The next frames to send in one call; empty if there is no frame. Only the last frame may make them longer than
     * one write.
     */
    List<Frame> next() {
        Frame first = nextFrame();
        if (first == null) {
            log.idle();
            return List.of();
        }
        List<Frame> run = new ArrayList<>();
        int length = 0;
        for (Frame frame = first; frame != null; frame = more(run, length) ? nextFrame() : null) {
            run.add(frame);
            length += frame.length();
        }
        return run;
    }

    private static boolean more(List<Frame> run, int length) {
        return run.size() < MOST && length < LENGTH;
    }

    /** The next frame; null if there is no frame. */
    private Frame nextFrame() {
        Frame second = rightAfter;
        if (second != null) {
            rightAfter = null;
            return second;
        }
        Frame own = ownFrames.poll(log.reader()::cursor);
        if (own != null) {
            return own;
        }
        Optional<Delivery> next = log.next();
        if (next.isEmpty()) {
            return null;
        }
        registry.counters().delivered(1);
        Frame frame = next.get().frame();
        return batches ? batch(frame) : frame;
    }

    /**
     * The frames were sent to {@code session} if {@code successful}, or will not be sent. Either way their copies are
     * freed.
     */
    void sent(String session, boolean successful) {
        log.sent(session, successful);
        if (share > 0) {
            registry.budget().giveBack(share);
            share = 0;
        }
    }

    /** Closes the reader. */
    void close() {
        Deliveries attached = log;
        if (attached != null) {
            attached.close();
        }
    }

    /**
     * Since when the oldest unsent event waits, in milliseconds since the epoch; empty if no event waits. For any
     * thread.
     */
    OptionalLong waitingSince() {
        Deliveries attached = log;
        return attached == null ? OptionalLong.empty() : attached.waitingSince();
    }

    private Frame batch(Frame first) {
        Batch batch = Batch.collect(first, log, registry);
        share += batch.share();
        return batch.frame();
    }
}
