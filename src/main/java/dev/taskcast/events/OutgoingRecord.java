package dev.taskcast.events;

import java.util.HashMap;
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
    /** On every record that the gateway wrote, so that it never takes one of its own for a new event. */
    public static final String VIA = "taskcast-via";

    public OutgoingRecord {
        headers = Map.copyOf(headers);
    }

    /** A record that is no revocation. */
    public OutgoingRecord(Optional<String> key, byte[] value, Map<String, String> headers) {
        this(key, value, headers, false);
    }

    /** The record of {@code event}, which was parsed from {@code value} and {@code headers} and came {@code via} some edge. */
    public static OutgoingRecord of(Event event, byte[] value, Map<String, String> headers, String via) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(VIA, via);
        return new OutgoingRecord(Optional.of(event.key()), value, all, event instanceof Revocation);
    }
}
