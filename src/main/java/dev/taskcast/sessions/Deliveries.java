package dev.taskcast.sessions;

import dev.taskcast.log.Delivery;
import dev.taskcast.log.FramedEntry;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.Reset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What the log has for a session. Events count once the call that sends them has returned.
 *
 * <p>All events of one call count with the times of the oldest one. So a call reads the clock twice, however many
 * events it sends.
 *
 * <p>Only the thread that has the session's turn may use it; any thread may call {@link #waitingSince}.
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
    /** When the oldest event that is being sent arrived. */
    private volatile long underWay = NONE;
    /** How many of the events that are being sent are live. */
    private int live;

    private long arrival = NONE;
    private long timestamp = NONE;
    /** How many events that are older than the session were handed to it; negative after the last of them. */
    private long replayed;

    /** Creates the deliveries of {@code reader} for a session of {@code registry} that is being opened. */
    Deliveries(LogReader reader, SessionRegistry registry) {
        this.reader = reader;
        this.registry = registry;
        this.openedAt = registry.clock().millis();
        this.opened = registry.nanoTime();
    }

    LogReader reader() {
        return reader;
    }

    /** The session was welcomed: from now on its length counts. */
    void begin() {
        begun = true;
    }

    boolean hasNext() {
        return reader.hasNext();
    }

    /**
     * The next delivery, which is about to be sent; empty if there is no event, or if other sessions must have their
     * turn.
     */
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

    /** The events that were taken were sent to {@code session}, if {@code successful}. */
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

    /** Nothing was left to send. */
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
     * Since when the oldest unsent event waits, in milliseconds since the epoch, but not before the session was opened.
     * Empty if no event waits. For any thread.
     */
    OptionalLong waitingSince() {
        long sending = underWay;
        OptionalLong oldest = sending == NONE ? reader.waitingSince() : OptionalLong.of(sending);
        return oldest.isPresent() ? OptionalLong.of(Math.max(openedAt, oldest.getAsLong())) : oldest;
    }

    /** Closes the reader. */
    void close() {
        reader.close();
        if (begun) {
            registry.times().sessionEnded(registry.nanoTime() - opened);
        }
    }
}
