package dev.taskcast.log;

import dev.taskcast.events.Fingerprint;
import dev.taskcast.events.NamedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The CloudEvents that were read within the window, so that a copy of one is not delivered again.
 *
 * <p>A copy has the same {@code source}, {@code id} <em>and</em> content: type, address and task. An event that only
 * has the {@code source} and {@code id} of another one is another event: many producers take the task's id, or write
 * one record for each user. It is delivered, and known as what it is. Of the events with one {@code source}, {@code id}
 * and address only the newest counts: a task that changes and changes back is delivered three times.
 *
 * <p>An event is as old as its entry in the window ({@link TaskLog#arrival}), so a timestamp from the future, or from
 * long ago, neither empties this memory nor stays in it. For copies in one partition, which is where a retry with the
 * same key ends, all replicas decide alike. What it does not promise:
 *
 * <ul>
 *   <li>Of two copies in different partitions each replica keeps the one that it read first. No event is lost. But a
 *       device that moves to another replica between the two may be sent both. They have one fingerprint, and our client
 *       compares names only while two sessions overlap: after a line that broke, the second one reaches the page.
 *   <li>A replica that started after the first copy left the topic's recent past delivers the second one.
 *   <li>Beyond {@code capacity} events the oldest are forgotten, and copies of them are delivered.
 *   <li>Only CloudEvents have a name. Plain JSON that is published twice is two events.
 * </ul>
 *
 * <p>It belongs to the thread that reads: not safe for use by several.
 */
public final class Deduplication {
    private final long window;
    private final int capacity;
    /** The newest event under each {@code source}, {@code id} and address. */
    private final Map<Long, Seen> seen = new LinkedHashMap<>();

    /** How many in {@link #seen} have a name. */
    private final Map<Long, Integer> names = new HashMap<>();

    private long now = Long.MIN_VALUE;

    /** What an event is to those that are remembered. */
    public enum Verdict {
        /** Nothing is known of its name. */
        FIRST,
        /** The newest one of its {@code source}, {@code id} and address had its content too. */
        COPY,
        /** One of its {@code source} and {@code id} was here, with other content. */
        ID_REUSED
    }

    private record Seen(long arrival, long name, Fingerprint fingerprint) {}

    /** Remembers events for {@code window}, at most {@code capacity} of them. */
    public Deduplication(Duration window, int capacity) {
        if (window.isNegative() || capacity < 1) {
            throw new IllegalArgumentException("A window and a capacity that hold something");
        }
        this.window = window.toMillis();
        this.capacity = capacity;
    }

    /** What {@code event} is, which arrived at {@code arrival}, in milliseconds; it is not remembered by this. */
    public Verdict verdict(NamedEvent event, long arrival) {
        now = Math.max(now, arrival);
        forgetOld();
        if (isRemembered(event)) {
            return Verdict.COPY;
        }
        return names.containsKey(event.name()) ? Verdict.ID_REUSED : Verdict.FIRST;
    }

    /** Remembers {@code event}; to be called once it is in the log, so that a failure before does not make it its own copy. */
    public void remember(NamedEvent event, long arrival) {
        if (isRemembered(event)) {
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

    private boolean isRemembered(NamedEvent event) {
        Seen newest = seen.get(event.addressedName());
        return newest != null && newest.fingerprint().equals(event.fingerprint()) && now - newest.arrival() <= window;
    }

    private void forgetOld() {
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
