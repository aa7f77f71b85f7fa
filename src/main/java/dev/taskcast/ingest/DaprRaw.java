package dev.taskcast.ingest;

import dev.taskcast.events.RawJson;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.wire.Json;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A record that was published without an envelope, and that Dapr delivers in an envelope ({@code rawPayload}).
 *
 * <p>The envelope gets a new random id at each delivery, so a second delivery would look like another event. If the
 * sidecar names the record (Kafka: {@code __topic}, {@code __partition}, {@code __offset}), that name becomes the id.
 */
final class DaprRaw {
    static final String TOPIC = "__topic";
    static final String PARTITION = "__partition";
    static final String OFFSET = "__offset";

    private static final String DAPR_TYPE = "com.dapr.event.sent";

    private DaprRaw() {}

    /**
     * The event in {@code message}, with its record's name as id; empty if it is not such an envelope or has no such
     * name.
     */
    static Optional<Submission> of(HttpMessage message) throws UnusableRecordException {
        boolean named = Set.of(TOPIC, PARTITION, OFFSET).stream().allMatch(message.headers()::containsKey);
        if (!named) {
            return Optional.empty();
        }
        Map<String, String> envelope = RawJson.members(message.body(), Set.of("type", "data_base64", "pubsubname"));
        Optional<String> base64 = payload(envelope);
        if (base64.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/json");
        headers.put("ce_specversion", "1.0");
        headers.put("ce_type", DAPR_TYPE);
        headers.put("ce_source", "dapr:" + string(envelope, "pubsubname").orElse(""));
        headers.put(
                "ce_id",
                message.headers().get(TOPIC) + "-" + message.headers().get(PARTITION) + "-"
                        + message.headers().get(OFFSET));
        return Optional.of(new Submission(decoded(base64.get()), headers));
    }

    /**
     * {@code message}, a binary CloudEvent. If Dapr has put the record's body into an envelope, the result has the body
     * itself.
     */
    static HttpMessage unwrapped(HttpMessage message) throws UnusableRecordException {
        Optional<String> base64 = payload(RawJson.members(message.body(), Set.of("type", "data_base64")));
        return base64.isEmpty() ? message : new HttpMessage(message.headers(), decoded(base64.get()));
    }

    private static Optional<String> payload(Map<String, String> envelope) throws UnusableRecordException {
        boolean isRaw = string(envelope, "type").equals(Optional.of(DAPR_TYPE));
        return isRaw ? string(envelope, "data_base64") : Optional.empty();
    }

    /** The envelope that Dapr makes for a single record, here for a record of a bulk. */
    static String envelope(String pubsub, String topic, String base64) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + UUID.randomUUID() + "\",\"source\":\"Dapr\",\"type\":\""
                + DAPR_TYPE + "\",\"pubsubname\":" + Json.quoted(pubsub) + ",\"topic\":" + Json.quoted(topic)
                + ",\"datacontenttype\":\"application/octet-stream\",\"data_base64\":" + Json.quoted(base64) + "}";
    }

    private static byte[] decoded(String base64) throws UnusableRecordException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new UnusableRecordException(UnusableRecordException.Reason.BAD_ENVELOPE, "data_base64: not base64");
        }
    }

    private static Optional<String> string(Map<String, String> members, String name) throws UnusableRecordException {
        return RawJson.string(members.getOrDefault(name, "null"));
    }
}
