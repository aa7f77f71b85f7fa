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
 * Several events that Dapr delivers in one request: {@code
 * {"type":"com.dapr.event.sent.bulk","pubsubname","topic","entries":[{"entryId","event","metadata","contentType"}]}}.
 *
 * <p>An entry's event is a CloudEvent as an object or, with {@code rawPayload}, the body in base64. For a binary
 * CloudEvent it is the body only; the attributes are in the metadata, with all other headers of the record. Of a bulk
 * that is too large, only the complete entries are taken. Dapr delivers the others again, in a smaller bulk.
 *
 * @param pubsub the name of the component
 * @param topic the topic in it
 * @param entries the entries, in order
 * @param tooLarge the id of an entry that does not fit into a request even alone
 * @param twice a member that comes twice, if there is one: then no event is usable, but each entry gets its answer
 */
record DaprBulk(String pubsub, String topic, List<Entry> entries, Optional<String> tooLarge, Optional<String> twice) {
    private static final String TYPE = "com.dapr.event.sent.bulk";
    private static final List<String> OUTER = List.of("type", "pubsubname", "topic", "entries");
    private static final Set<String> NAMES =
            Set.of(DaprRaw.TOPIC, DaprRaw.PARTITION, DaprRaw.OFFSET, OutgoingRecord.VIA);

    /**
     * One event of the bulk.
     *
     * @param id Dapr's name for it in the answer
     * @param json the text of the entry, which may be invalid
     */
    record Entry(String id, byte[] json) {
        private static final String ID = "entryId";

        /** Without an id, or with two ids, no answer can tell Dapr what happened to the entry. */
        private static Optional<Entry> of(byte[] json) {
            BulkScanner scanned = BulkScanner.of(json, Set.of(ID));
            return scanned.hasTwice(ID)
                    ? Optional.empty()
                    : text(scanned.string(ID)).map(id -> new Entry(id, json));
        }
    }

    /** Parses {@code message}; empty if it is not a bulk. */
    static Optional<DaprBulk> of(HttpMessage message) {
        if (BinaryAttributes.areIn(message)) {
            return Optional.empty();
        }
        BulkScanner scanned = BulkScanner.of(message.body(), Set.copyOf(OUTER));
        // Dapr writes the members in the order of their names: a bulk that is cut off has entries, but no type.
        String type = text(scanned.string("type")).orElse(message.isWhole() ? "" : TYPE);
        if (!type.equals(TYPE) || !scanned.hasEntries()) {
            return Optional.empty();
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
                entries.isEmpty() ? cut : Optional.empty(),
                OUTER.stream().filter(scanned::hasTwice).findFirst()));
    }

    /**
     * The event of {@code entry} in the form of a single delivery. An event that this gateway wrote is in the topic
     * already, whether the bulk is valid or not.
     */
    HttpMessage message(Entry entry) throws UnusableRecordException {
        Map<String, String> members = RawJson.members(entry.json(), Set.of("event", "metadata"));
        String event = members.getOrDefault("event", "null");
        Map<String, String> headers = headers(members.getOrDefault("metadata", "null"));
        if (twice.isPresent() && !headers.containsKey(OutgoingRecord.VIA)) {
            throw RawJson.twice(twice.get());
        }
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
