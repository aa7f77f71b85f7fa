package dev.taskcast.events;

import java.util.Map;
import java.util.Optional;

/**
 * A record to be written. Arrays are not copied; nobody changes them.
 *
 * @param key what keeps records in one partition and so in order: the user, if there is one
 * @param value its bytes
 * @param headers its headers, as UTF-8 text
 * @param isRevocation whether it goes to the topic that revocations may have for themselves
 */
public record OutgoingRecord(Optional<String> key, byte[] value, Map<String, String> headers, boolean isRevocation) {
    public OutgoingRecord {
        headers = Map.copyOf(headers);
    }

    /** A record that is no revocation. */
    public OutgoingRecord(Optional<String> key, byte[] value, Map<String, String> headers) {
        this(key, value, headers, false);
    }
}
