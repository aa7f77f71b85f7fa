package dev.taskcast.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The identities of the events that were read within the window, so that a copy of one is not delivered
 * again.
 *
 * <p>It decides on the reading side, by what is in the topic and nothing else: an identity is as old as its
 * record's timestamp, never as the clock of this machine. For copies in one partition, which is where
 * a retry with the same key ends, all replicas therefore decide alike. What it does not promise:
 *
 * <ul>
 *   <li>Of two copies in different partitions each replica keeps the one that it read first. None is lost; but a
 *       device that moves to another replica between the two may be sent both, and drops the second by its id.
 *   <li>A replica that started after the first copy left the topic's recent past delivers the second one.
 *   <li>Beyond {@code capacity} identities the oldest are forgotten, and copies of them are delivered.
 *   <li>Only CloudEvents have an identity. Plain JSON that is published twice is two events.
 * </ul>
 *
 * <p>An identity is kept as 128 bits of its SHA-256, about 100 bytes of heap each. It belongs to the thread
 * that reads: not safe for use by several.
 */
public final class Deduplication {
    private final long window;
    private final int capacity;
    private final MessageDigest sha256 = sha256();
    private final Map<Fingerprint, Long> seen = new LinkedHashMap<>();
    private long newest = Long.MIN_VALUE;

    private record Fingerprint(long high, long low) {}

    /** Remembers identities for {@code window}, at most {@code capacity} of them. */
    public Deduplication(Duration window, int capacity) {
        if (window.isNegative() || capacity < 1) {
            throw new IllegalArgumentException("A window and a capacity that hold something");
        }
        this.window = window.toMillis();
        this.capacity = capacity;
    }

    /**
     * Whether {@code identity}, in a record with {@code timestamp} in milliseconds, is the first of its copies;
     * if so it is remembered. To be asked once for a record, after it was found to be usable and new.
     */
    public boolean isFirst(EventIdentity identity, long timestamp) {
        newest = Math.max(newest, timestamp);
        forgetOld();
        Fingerprint fingerprint = fingerprint(identity);
        Long first = seen.get(fingerprint);
        if (first != null && Math.abs(timestamp - first) <= window) {
            return false;
        }
        seen.remove(fingerprint);
        seen.put(fingerprint, timestamp);
        if (seen.size() > capacity) {
            removeFirst();
        }
        return true;
    }

    /** Forgets everything. */
    public void clear() {
        seen.clear();
    }

    /** How many identities are remembered. */
    public int size() {
        return seen.size();
    }

    private void forgetOld() {
        Iterator<Long> oldest = seen.values().iterator();
        while (oldest.hasNext() && oldest.next() < newest - window) {
            oldest.remove();
        }
    }

    private void removeFirst() {
        Iterator<Long> oldest = seen.values().iterator();
        oldest.next();
        oldest.remove();
    }

    /** The length before the source keeps {@code ("a", "bc")} and {@code ("ab", "c")} apart. */
    private Fingerprint fingerprint(EventIdentity identity) {
        byte[] source = identity.source().getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(source.length).array());
        sha256.update(source);
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest(identity.id().getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(digest.getLong(), digest.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
