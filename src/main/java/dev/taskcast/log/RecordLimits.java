package dev.taskcast.log;

/**
 * How large a record may be before it is unusable.
 *
 * @param maxBytes of the value, headers not counted
 * @param maxDepth of nested objects and arrays; the value's own object is the first level. Data inside an
 *     envelope as text or base64 counts from the first level again
 * @param maxUsers that one event may name
 */
public record RecordLimits(int maxBytes, int maxDepth, int maxUsers) {
    public RecordLimits {
        if (maxBytes < 1 || maxDepth < 2 || maxUsers < 1) {
            throw new IllegalArgumentException("Limits that no record can meet");
        }
    }
}
