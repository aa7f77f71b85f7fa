package dev.taskcast.ingest;

import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.RawJson;
import dev.taskcast.events.UnusableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Several events that Dapr delivers in one request:
 * {@code {"type":"com.dapr.event.sent.bulk","pubsubname","topic","entries":[{"entryId","event","metadata","contentType"}]}}.
 *
 * <p>An entry's event is a CloudEvent as an object or, with {@code rawPayload}, the body in base64. Of a binary
 * CloudEvent it is the bare body; the attributes are in the metadata, with all other headers of the record. Of a bulk that
 * is too large there are the entries that came to their end: Dapr delivers the others again, in a smaller one.
 *
 * @param pubsub the name of the component
 * @param topic the topic in it
 * @param entries the entries, in order
 * @param tooLarge the name of an entry that does not fit into a request even alone
 */
record DaprBulk(String pubsub, String topic, List<Entry> entries, Optional<String> tooLarge) {
    private static final String TYPE = "com.dapr.event.sent.bulk";
    private static final List<String> OUTER = List.of("type", "pubsubname", "topic", "entries");
    private static final Set<String> NAMES =
            Set.of(DaprRaw.TOPIC, DaprRaw.PARTITION, DaprRaw.OFFSET, OutgoingRecord.VIA);

    /**
     * One event of the bulk.
     *
     * @param id Dapr's name for it in the answer
     * @param json the entry as it stands, which may be anything
     */
    record Entry(String id, byte[] json) {
        /** Without an id, or with two, nobody can tell Dapr what became of it. */
        private static Optional<Entry> of(byte[] json) {
            BulkScanner scanned = BulkScanner.of(json);
            return scanned.hasTwice("entryId")
                    ? Optional.empty()
                    : text(scanned.string("entryId")).map(id -> new Entry(id, json));
        }
    }

    /** The bulk that {@code message} is, if it is one; refused if a member of it comes twice. */
    static Optional<DaprBulk> of(HttpMessage message) throws UnusableRecordException {
        if (BinaryAttributes.areIn(message)) {
            return Optional.empty();
        }
        BulkScanner scanned = BulkScanner.of(message.body());
        // Dapr writes the members in the order of their names: what is cut off has its entries, but not its type.
        String type = text(scanned.string("type")).orElse(message.isWhole() ? "" : TYPE);
        if (!type.equals(TYPE) || !scanned.hasEntries()) {
            return Optional.empty();
        }
        for (String name : OUTER) {
            if (scanned.hasTwice(name)) {
                throw RawJson.twice(name);
            }
        }
        List<Entry> entries = new ArrayList<>();
        scanned.entries().forEach(json -> Entry.of(json).ifPresent(entries::add));
        Optional<String> cut = scanned.cut().flatMap(Entry::of).map(Entry::id);
        if (!message.isWhole() && entries.isEmpty() && cut.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DaprBulk(
                text(scanned.string("pubsubname")).orElse(""),
                text(scanned.string("topic")).orElse(""),
                entries,
                entries.isEmpty() ? cut : Optional.empty()));
    }

    /** The event of {@code entry} as it would have come alone. */
    HttpMessage message(Entry entry) throws UnusableRecordException {
        Map<String, String> members = RawJson.members(entry.json(), Set.of("event", "metadata"));
        String event = members.getOrDefault("event", "null");
        Map<String, String> headers = headers(members.getOrDefault("metadata", "null"));
        Optional<String> base64 = RawJson.string(event);
        String body = base64.isEmpty() ? event : DaprRaw.envelope(pubsub, topic, base64.get());
        headers.put("content-type", Submission.STRUCTURED);
        return new HttpMessage(headers, utf8(body));
    }

    private static Map<String, String> headers(String metadata) throws UnusableRecordException {
        Map<String, String> headers = new HashMap<>();
        if (metadata.startsWith("{")) {
            for (Map.Entry<String, String> member :
                    RawJson.members(utf8(metadata), DaprBulk::isOfUse).entrySet()) {
                String name = member.getKey().toLowerCase(Locale.ROOT);
                Optional<String> value = RawJson.string(member.getValue());
                if (value.isPresent() && headers.put(name, BinaryAttributes.asHeader(value.get())) != null) {
                    throw RawJson.twice(name);
                }
            }
        }
        return headers;
    }

    private static boolean isOfUse(String name) {
        return NAMES.contains(name) || name.toLowerCase(Locale.ROOT).startsWith(BinaryAttributes.IN_KAFKA);
    }

    private static Optional<String> text(Optional<String> piece) {
        try {
            return piece.isEmpty() ? piece : RawJson.string(piece.get());
        } catch (UnusableRecordException damaged) {
            return Optional.empty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
