package dev.taskcast.events;

import dev.taskcast.wire.Epochs;
import java.util.Optional;

/**
 * A record of the topic as it was read, before it is parsed.
 *
 * <p>Arrays are not copied; nobody changes them.
 *
 * @param partition the partition, from 0
 * @param offset the record's offset in the partition
 * @param epoch the epoch of the leader that wrote the record; {@link Epochs#UNKNOWN} if it is unknown
 * @param timestamp the record's timestamp, in milliseconds since the epoch
 * @param value the bytes of the value; empty for a tombstone's null
 * @param headers the record's headers
 */
public record SourceRecord(int partition, long offset, int epoch, long timestamp, byte[] value, Headers headers) {
    /** Creates a record whose leader epoch is unknown. */
    public SourceRecord(int partition, long offset, long timestamp, byte[] value, Headers headers) {
        this(partition, offset, Epochs.UNKNOWN, timestamp, value, headers);
    }

    /** Looks up a header by its exact name; if there are several, the last one counts. */
    @FunctionalInterface
    public interface Headers {
        /** No headers. */
        Headers NONE = name -> Optional.empty();

        /** The raw bytes of header {@code name}. */
        Optional<byte[]> last(String name);
    }
}
