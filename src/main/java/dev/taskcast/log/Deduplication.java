package dev.taskcast.log;

import dev.taskcast.events.Fingerprint;
import dev.taskcast.events.NamedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the CloudEvents that were read within the window, so that a copy of one is not delivered again.
 *
 * <p>A copy has the same {@code source}, {@code id} <em>and</em> content: type, address, task and channel. An event
 * with only the same {@code source} and {@code id} is another event. Many producers use the task's id, or write one
 * record for each user. Such an event is delivered, with {@link Verdict#ID_REUSED}. Per {@code source}, {@code id} and
 * address only the newest event counts: a task that changes and changes back is delivered three times.
 *
 * <p>An event is as old as its entry in the window ({@link TaskLog#arrival}). So a record with a wrong timestamp
 * neither empties this memory nor stays in it longer than other records. A retry with the same key ends in the same
 * partition, and there all replicas decide alike. The limits:
 * <ul>
 *   <li>If two copies are in different partitions, each replica keeps the copy that it read first. No event is lost. A
 *       device that moves to another replica between the two copies may receive both. Both have the same fingerprint,
 *       but our client compares names only while two sessions overlap. After a broken connection, the page receives the
 *       second copy.
 *   <li>A replica delivers the second copy if it started after the first copy left the topic's recent past.
 *   <li>Beyond {@code capacity} events the oldest are forgotten, and their copies are delivered.
 *   <li>Only CloudEvents have a name. Plain JSON that is published twice is two events.
 * </ul>
 *
 * <p>Not thread-safe: only the reading thread uses it.
 */
public final class Deduplication {
    private final long window;
    private final int capacity;
    /** The newest event under each {@code source}, {@code id} and address. */
    private final Map<Long, Seen> seen = new LinkedHashMap<>();

    /** How many events in {@link #seen} have each name. */
    private final Map<Long, Integer> names = new HashMap<>();

    /** How an event relates to the remembered events. */
    public enum Verdict {
        /** No remembered event has its name. */
        FIRST,
        /** The newest event with its {@code source}, {@code id} and address has the same content. */
        COPY,
        /** A remembered event has its {@code source} and {@code id}, but other content. */
        ID_REUSED
    }

    private record Seen(long arrival, long name, Fingerprint fingerprint) {}

    /** Creates a memory of events for {@code window}, at most {@code capacity} of them. */
    public Deduplication(Duration window, int capacity) {
        if (window.isNegative() || capacity < 1) {
            throw new IllegalArgumentException("The window must not be negative, and the capacity must be positive");
        }
        this.window = window.toMillis();
        this.capacity = capacity;
    }

    /**
     * The verdict on {@code event}, which arrived at {@code arrival}, in milliseconds. This call does not remember the
     * event.
     */
    public Verdict verdict(NamedEvent event, long arrival) {
        forgetOld(arrival);
        if (isRemembered(event, arrival)) {
            return Verdict.COPY;
        }
        return names.containsKey(event.name()) ? Verdict.ID_REUSED : Verdict.FIRST;
    }

    /**
     * Remembers {@code event}. Call it once the event is in the log: after an earlier failure, the retry must not count
     * as a copy.
     */
    public void remember(NamedEvent event, long arrival) {
        if (isRemembered(event, arrival)) {
            return;
        }
        forget(seen.remove(event.addressedName()));
        seen.put(event.addressedName(), new Seen(arrival, event.name(), event.fingerprint()));
        names.merge(event.name(), 1, Integer::sum);
        if (seen.size() > capacity) {
            forgetOldest(seen.values().iterator());
        }
    }

    /** Forgets everything. */
    public void clear() {
        seen.clear();
        names.clear();
    }

    /** How many events are remembered. */
    public int size() {
        return seen.size();
    }

    /** The newest event can have a later arrival: the clock can be set back, and partitions are read one by one. */
    private boolean isRemembered(NamedEvent event, long arrival) {
        Seen newest = seen.get(event.addressedName());
        return newest != null
                && newest.fingerprint().equals(event.fingerprint())
                && arrival - newest.arrival() <= window;
    }

    private void forgetOld(long now) {
        while (!seen.isEmpty()) {
            Iterator<Seen> oldest = seen.values().iterator();
            if (now - oldest.next().arrival() <= window) {
                return;
            }
            forgetOldest(seen.values().iterator());
        }
    }

    private void forgetOldest(Iterator<Seen> oldest) {
        Seen event = oldest.next();
        oldest.remove();
        forget(event);
    }

    private void forget(Seen event) {
        if (event != null) {
            names.merge(event.name(), -1, (count, minus) -> count == 1 ? null : count - 1);
        }
    }
}
