package dev.taskcast.sessions;

import dev.taskcast.log.Delivery;
import dev.taskcast.log.FramedEntry;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.Reset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What the log has for a session. What was taken counts once it was sent: all of it with the times of the oldest, so that a call
 * costs two looks at a clock however much it sends.
 *
 * <p>For the thread that has the session's turn, but for {@link #waitingSince}.
 */
final class Deliveries {
    private static final long NONE = Long.MAX_VALUE;
    private static final AtomicLongFieldUpdater<Deliveries> UNDER_WAY =
            AtomicLongFieldUpdater.newUpdater(Deliveries.class, "underWay");

    private final LogReader reader;
    private final SessionRegistry registry;
    private final long openedAt;
    private final long opened;
    private volatile boolean begun;
    /** When the first of what is being sent arrived. */
    private volatile long underWay = NONE;
    /** Of the live events among that. */
    private int live;

    private long arrival = NONE;
    private long timestamp = NONE;
    /** How many events from before the session it was handed; less than none once it has had all of them. */
    private long replayed;

    /** What {@code reader} hands out to a session of {@code registry} that is being opened. */
    Deliveries(LogReader reader, SessionRegistry registry) {
        this.reader = reader;
        this.registry = registry;
        this.openedAt = registry.clock().millis();
        this.opened = registry.nanoTime();
    }

    LogReader reader() {
        return reader;
    }

    /** The session is welcome: its length counts. */
    void begin() {
        begun = true;
    }

    boolean hasNext() {
        return reader.hasNext();
    }

    /** What comes next, which is about to be sent; empty when there is nothing, or when it is the turn of others. */
    Optional<Delivery> next() {
        Optional<Delivery> next = reader.next();
        if (next.isPresent()) {
            if (next.get() instanceof FramedEntry event) {
                note(event);
            } else if (next.get() instanceof Reset reset) {
                registry.counters().reset(reset.reason());
            }
        }
        return next;
    }

    private void note(FramedEntry event) {
        if (registry.tracing().isOn()) {
            registry.tracing().taken(this, event.partition(), event.offset());
        }
        if (underWay == NONE) {
            UNDER_WAY.lazySet(this, event.arrival());
        }
        if (event.isReplayed()) {
            replayed++;
            return;
        }
        live++;
        arrival = Math.min(arrival, event.arrival());
        timestamp = Math.min(timestamp, event.timestamp() < 0 ? event.arrival() : event.timestamp());
    }

    /** What was taken was sent to {@code session}, if {@code successful}. */
    void sent(String session, boolean successful) {
        if (registry.tracing().isOn()) {
            registry.tracing().sent(this, session, successful);
        }
        if (live > 0) {
            if (successful) {
                long now = registry.clock().millis();
                registry.times().sent(now - arrival, now - timestamp, live);
                finishReplay();
            }
            live = 0;
            arrival = NONE;
            timestamp = NONE;
        }
        if (underWay != NONE) {
            UNDER_WAY.lazySet(this, NONE);
        }
    }

    /** Nothing was left to be sent. */
    void idle() {
        if (replayed >= 0 && !reader.hasNext()) {
            finishReplay();
        }
    }

    private void finishReplay() {
        if (replayed >= 0) {
            if (reader.hasResumed()) {
                registry.times().resumed(replayed, registry.nanoTime() - opened);
            }
            replayed = -1;
        }
    }

    /**
     * Since when the oldest waits that the session has not been sent, in milliseconds since the epoch, and not before it was
     * opened; empty if nothing waits. For any thread.
     */
    OptionalLong waitingSince() {
        long sending = underWay;
        OptionalLong oldest = sending == NONE ? reader.waitingSince() : OptionalLong.of(sending);
        return oldest.isPresent() ? OptionalLong.of(Math.max(openedAt, oldest.getAsLong())) : oldest;
    }

    /** Ends its reading of the log. */
    void close() {
        reader.close();
        if (begun) {
            registry.times().sessionEnded(registry.nanoTime() - opened);
        }
    }
}
