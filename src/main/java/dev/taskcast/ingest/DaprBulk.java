package dev.taskcast.ingest;

import dev.taskcast.log.RawJson;
import dev.taskcast.log.UnusableRecordException;
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
 * CloudEvent it is the bare body; the attributes are in the metadata, with all other headers of the record.
 *
 * @param entries the entries, in order
 */
record DaprBulk(List<Entry> entries) {
    private static final String TYPE = "com.dapr.event.sent.bulk";
    private static final Set<String> NAMES = Set.of(DaprRaw.TOPIC, DaprRaw.PARTITION, DaprRaw.OFFSET, Submission.VIA);
    /** More than a sidecar ever sends; the size of the body is the bound that counts. */
    private static final int MAX_ENTRIES = 100_000;

    /**
     * One event of the bulk.
     *
     * @param id Dapr's name for it in the answer
     * @param message the event as it would have come alone
     */
    record Entry(String id, HttpMessage message) {}

    /** The bulk that {@code message} is, if it is one. */
    static Optional<DaprBulk> of(HttpMessage message) throws UnusableRecordException {
        if (BinaryAttributes.areIn(message)) {
            return Optional.empty();
        }
        Map<String, String> members = RawJson.members(message.body(), Set.of("type", "pubsubname", "topic", "entries"));
        if (!string(members, "type").equals(TYPE) || !members.containsKey("entries")) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (byte[] entry : RawJson.elements(utf8(members.get("entries")), MAX_ENTRIES)) {
            entries.add(entry(entry, members));
        }
        return Optional.of(new DaprBulk(entries));
    }

    private static Entry entry(byte[] json, Map<String, String> bulk) throws UnusableRecordException {
        Map<String, String> entry = RawJson.members(json, Set.of("entryId", "event", "metadata", "contentType"));
        String event = entry.getOrDefault("event", "null");
        Map<String, String> headers = headers(entry.getOrDefault("metadata", "null"));
        Optional<String> base64 = RawJson.string(event);
        String body = base64.isEmpty()
                ? event
                : DaprRaw.envelope(string(bulk, "pubsubname"), string(bulk, "topic"), base64.get());
        headers.put("content-type", Submission.STRUCTURED);
        return new Entry(string(entry, "entryId"), new HttpMessage(headers, utf8(body)));
    }

    private static Map<String, String> headers(String metadata) throws UnusableRecordException {
        Map<String, String> headers = new HashMap<>();
        if (metadata.startsWith("{")) {
            for (Map.Entry<String, String> member :
                    RawJson.members(utf8(metadata), DaprBulk::isOfUse).entrySet()) {
                String name = member.getKey().toLowerCase(Locale.ROOT);
                Optional<String> value = RawJson.string(member.getValue());
                value.ifPresent(text -> headers.put(name, BinaryAttributes.asHeader(text)));
            }
        }
        return headers;
    }

    private static boolean isOfUse(String name) {
        return NAMES.contains(name) || name.toLowerCase(Locale.ROOT).startsWith(BinaryAttributes.IN_KAFKA);
    }

    private static String string(Map<String, String> members, String name) throws UnusableRecordException {
        return RawJson.string(members.getOrDefault(name, "null")).orElse("");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
