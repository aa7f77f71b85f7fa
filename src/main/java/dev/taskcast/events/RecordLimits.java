package dev.taskcast.events;

/**
 * How large a record may be before it is unusable.
 *
 * @param maxBytes of the value, headers not counted
 * @param maxDepth of nested objects and arrays, from 2 to 512; the value's own object is the first level. Data inside an
 *     envelope as text or base64 counts from the first level again
 * @param maxUsers that one event may name
 */
public record RecordLimits(int maxBytes, int maxDepth, int maxUsers) {
    /** What the stack of a reading thread bears with ease. */
    private static final int DEEPEST = 512;

    public RecordLimits {
        if (maxBytes < 1 || maxDepth < 2 || maxDepth > DEEPEST || maxUsers < 1) {
            throw new IllegalArgumentException("Limits out of range: " + maxBytes + ", " + maxDepth + ", " + maxUsers);
        }
    }
}
