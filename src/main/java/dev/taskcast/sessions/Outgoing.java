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
 * What a session sends next: frames of its own, as soon as their cursor can be told, and what the log has for it.
 *
 * <p>Any thread may add. Only the thread that has the session's turn takes.
 */
final class Outgoing {
    /** Frames that are sent in one call. */
    static final int MOST = 64;
    /** Characters that are sent in one call, unless a single frame has more: about one write to a socket. */
    static final int LENGTH = 8 * 1024;

    private final SessionRegistry registry;
    private final boolean batches;
    private final OwnFrames ownFrames = new OwnFrames();
    private volatile Deliveries log;
    private volatile boolean heartbeatWaits;
    /** What has to come right after the frame before; null for most. */
    private Frame rightAfter;

    private int share;

    /** For a session of {@code registry}, whose client accepts several frames in one if {@code batches}. */
    Outgoing(SessionRegistry registry, boolean batches) {
        this.registry = registry;
        this.batches = batches;
    }

    /** What {@code reader} has comes from now on. */
    void readFrom(LogReader reader) {
        log = new Deliveries(reader, registry);
    }

    /** What reads the log for it; null until it is attached. */
    LogReader reader() {
        Deliveries attached = log;
        return attached == null ? null : attached.reader();
    }

    /** Puts {@code welcome} before everything else: the session begins. */
    void begin(Frame welcome) {
        log.begin();
        ownFrames.addFirst(welcome);
    }

    /** Adds {@code frame}; false when too many wait. */
    boolean add(Frame frame) {
        return ownFrames.add(frame);
    }

    /** Adds a frame that is made of the cursor when its turn comes; false when too many wait. */
    boolean add(Function<String, Frame> ofCursor) {
        return ownFrames.add(ofCursor);
    }

    /** Adds a heartbeat, unless one waits already; false when too many frames wait. */
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

    /** Has the log's part pass {@code filter} from when its turn comes, and tells the cursor of it; false when too many wait. */
    boolean narrow(Filter filter) {
        return ownFrames.add(cursor -> narrowed(filter, cursor));
    }

    /** The cursor covers all that was handed out or kept back by the filter before, and nothing else. */
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

    /** The next frames to send, in one call; empty when there is none. Only the last makes them longer than a write. */
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

    /** The next frame; null when there is none. */
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

    /** Notes that {@code session} was sent the frames, if {@code successful}, or will not be: copies of them are no longer in memory. */
    void sent(String session, boolean successful) {
        log.sent(session, successful);
        if (share > 0) {
            registry.budget().giveBack(share);
            share = 0;
        }
    }

    /** Ends its reading of the log. */
    void close() {
        Deliveries attached = log;
        if (attached != null) {
            attached.close();
        }
    }

    /** Since when the oldest waits that was not sent, in milliseconds since the epoch; empty if nothing does. For any thread. */
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
