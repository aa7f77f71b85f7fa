package dev.taskcast.events;

/**
 * The limits beyond which a record is unusable.
 *
 * @param maxBytes the largest value, in bytes; headers do not count
 * @param maxDepth the deepest nesting of objects and arrays, from 2 to 512; the value's own object is the first level.
 *     Data inside an envelope as text or base64 count from the first level again
 * @param maxUsers how many users one event may name
 */
public record RecordLimits(int maxBytes, int maxDepth, int maxUsers) {
    /** The stack of a reading thread is large enough for this depth. */
    private static final int DEEPEST = 512;

    public RecordLimits {
        if (maxBytes < 1 || maxDepth < 2 || maxDepth > DEEPEST || maxUsers < 1) {
            throw new IllegalArgumentException("Limits out of range: " + maxBytes + ", " + maxDepth + ", " + maxUsers);
        }
    }
}
