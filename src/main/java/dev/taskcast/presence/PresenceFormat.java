package dev.taskcast.presence;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.StrictText;
import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceRecord.Online;
import dev.taskcast.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Converts the records of the topic of presence to and from bytes.
 *
 * <p>The key is {@code replica} or {@code replica/user}; the replica is 16 hexadecimal digits. The value is one JSON
 * object; a tombstone has no value. The headers make the record a CloudEvent in binary mode, without data if there is
 * no value.
 *
 * <p>The last facts about a user who has gone stand in the headers too. A reader takes replica and user from the key.
 */
public final class PresenceFormat {
    private static final Pattern KEY = Pattern.compile("([0-9a-f]{16})(?:/(.+))?", Pattern.DOTALL);
    private static final String LAST_SEEN = "last_seen";
    private static final String ACKNOWLEDGED = "acked";
    private static final String LEASE = "lease_ms";
    private static final JsonFactory JSON = new JsonFactory();

    private PresenceFormat() {}

    /** The key of {@code record}. */
    public static byte[] key(PresenceRecord record) {
        return bytes(keyText(record));
    }

    private static String keyText(PresenceRecord record) {
        return record.replica() + record.aboutUser().map(user -> "/" + user).orElse("");
    }

    /** The value of {@code record}; empty if it is a tombstone. */
    public static Optional<byte[]> value(PresenceRecord record) {
        if (record instanceof Online online) {
            return Optional.of(bytes(json(online)));
        }
        if (record instanceof Lease lease) {
            return Optional.of(bytes("{\"replica\":\"" + lease.replica() + "\",\"at\":\"" + lease.at() + "\",\"" + LEASE
                    + "\":" + lease.length().toMillis() + "}"));
        }
        return Optional.empty();
    }

    private static String json(Online online) {
        Stay stay = online.stay();
        return "{\"user\":" + Json.quoted(online.user())
                + ",\"replica\":\"" + online.replica()
                + "\",\"devices\":" + stay.devices()
                + online.sessions().stream().map(Json::quoted).collect(Collectors.joining(",", ",\"sessions\":[", "]"))
                + ",\"since\":\"" + stay.since()
                + "\",\"last_seen\":\"" + stay.lastSeen() + '"'
                + stay.acknowledged()
                        .map(cursor -> ",\"acked\":" + Json.quoted(cursor))
                        .orElse("")
                + "}";
    }

    /** The headers of the record of {@code saying}. */
    public static Map<String, byte[]> headers(Saying saying) {
        Map<String, String> headers = new LinkedHashMap<>();
        PresenceRecord record = saying.record();
        String key = keyText(record);
        headers.put("ce_specversion", "1.0");
        headers.put("ce_type", saying.kind().type());
        headers.put("ce_source", "/taskcast/" + record.replica());
        headers.put(
                "ce_id",
                saying.session()
                        .map(session -> session + "/" + saying.kind().type())
                        .orElse(key + "/" + saying.at()));
        headers.put("ce_time", saying.at().toString());
        record.aboutUser().ifPresent(user -> headers.put("ce_subject", user));
        saying.session().ifPresent(session -> headers.put("ce_session", session));
        if (record instanceof Gone gone) {
            headers.put(LAST_SEEN, gone.lastSeen().toString());
            gone.acknowledged().ifPresent(cursor -> headers.put(ACKNOWLEDGED, cursor));
        } else {
            headers.put("content-type", "application/json");
        }
        return headers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        header -> bytes(header.getValue()),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    /** Parses {@code record}, which has this {@code key}; empty if it is not a record of presence. */
    public static Optional<PresenceRecord> read(byte[] key, SourceRecord record) {
        Optional<Matcher> names = StrictText.utf8(key).map(KEY::matcher).filter(Matcher::matches);
        try {
            return names.map(found -> read(found.group(1), Optional.ofNullable(found.group(2)), record));
        } catch (JacksonException | DateTimeException | ArithmeticException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static PresenceRecord read(String replica, Optional<String> user, SourceRecord record) {
        if (record.value().length == 0) {
            Instant lastSeen = header(record, LAST_SEEN)
                    .map(Instant::parse)
                    .orElseGet(() -> Instant.ofEpochMilli(record.timestamp()));
            return new Gone(replica, user, lastSeen, header(record, ACKNOWLEDGED));
        }
        Map<String, String> fields = fields(record.value());
        if (user.isEmpty()) {
            return new Lease(replica, time(fields, "at"), Duration.ofMillis(number(fields, LEASE)));
        }
        Stay stay = new Stay(
                number(fields, "devices"),
                time(fields, "since"),
                time(fields, LAST_SEEN),
                Optional.ofNullable(fields.get(ACKNOWLEDGED)));
        return new Online(replica, user.get(), List.of(), stay);
    }

    private static Optional<String> header(SourceRecord record, String name) {
        return record.headers().last(name).flatMap(StrictText::utf8);
    }

    private static Instant time(Map<String, String> fields, String name) {
        return Instant.parse(text(fields, name));
    }

    private static int number(Map<String, String> fields, String name) {
        return Integer.parseInt(text(fields, name));
    }

    private static String text(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).orElse("");
    }

    /** The strings and numbers of the object {@code json}; skips nested values. */
    private static Map<String, String> fields(byte[] json) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not an object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    fields.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return fields;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
