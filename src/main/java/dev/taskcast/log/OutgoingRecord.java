package dev.taskcast.log;

import java.util.Map;
import java.util.Optional;

/**
 * A record to be written. Arrays are not copied; nobody changes them.
 *
 * @param key what keeps records in one partition and so in order: the user, if there is one
 * @param value its bytes
 * @param headers its headers, as UTF-8 text
 */
public record OutgoingRecord(Optional<String> key, byte[] value, Map<String, String> headers) {
    public OutgoingRecord {
        headers = Map.copyOf(headers);
    }
}
