package dev.taskcast.events;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record that the gateway will write. Arrays are not copied; nobody changes them.
 *
 * @param key keeps records in one partition and so in order: the user, if there is one
 * @param value the bytes of the value
 * @param headers the headers, as UTF-8 text
 * @param isRevocation whether the record goes to the separate topic for revocations, if there is one
 */
public record OutgoingRecord(Optional<String> key, byte[] value, Map<String, String> headers, boolean isRevocation) {
    /**
     * The header on the record of every event that was handed in by HTTP. If a sidecar delivers such a record, the
     * gateway does not take it for a new event.
     */
    public static final String VIA = "taskcast-via";

    public OutgoingRecord {
        headers = Map.copyOf(headers);
    }

    /** Creates a record that is not a revocation. */
    public OutgoingRecord(Optional<String> key, byte[] value, Map<String, String> headers) {
        this(key, value, headers, false);
    }

    /**
     * Creates the record of {@code event}, which was parsed from {@code value} and {@code headers} and arrived
     * {@code via} an edge.
     */
    public static OutgoingRecord of(Event event, byte[] value, Map<String, String> headers, String via) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(VIA, via);
        return new OutgoingRecord(Optional.of(event.key()), value, all, event instanceof Revocation);
    }
}
