package dev.taskcast.presence;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.StrictText;
import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceRecord.Online;
import dev.taskcast.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
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
 * The records of the topic of presence as bytes.
 *
 * <p>The key is {@code replica} or {@code replica/user}, where the replica has 16 hexadecimal digits. The value is one JSON object. A
 * tombstone has none; what is left to say stands in its headers. Who reads takes replica and user from the key.
 */
public final class PresenceFormat {
    private static final Pattern KEY = Pattern.compile("([0-9a-f]{16})(?:/(.+))?", Pattern.DOTALL);
    private static final String LAST_SEEN = "last_seen";
    private static final String ACKNOWLEDGED = "acked";
    private static final JsonFactory JSON = new JsonFactory();

    private PresenceFormat() {}

    /** The key of {@code record}. */
    public static byte[] key(PresenceRecord record) {
        return bytes(
                record.replica() + record.aboutUser().map(user -> "/" + user).orElse(""));
    }

    /** The value of {@code record}; empty if it is a tombstone. */
    public static Optional<byte[]> value(PresenceRecord record) {
        if (record instanceof Online online) {
            return Optional.of(bytes(json(online)));
        }
        if (record instanceof Lease lease) {
            return Optional.of(bytes("{\"replica\":\"" + lease.replica() + "\",\"at\":\"" + lease.at()
                    + "\",\"lease_until\":\"" + lease.until() + "\"}"));
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
                + ",\"lease_until\":\"" + online.leaseUntil() + "\"}";
    }

    /** The headers of {@code record}. */
    public static Map<String, byte[]> headers(PresenceRecord record) {
        Map<String, byte[]> headers = new HashMap<>();
        if (record instanceof Gone gone) {
            headers.put(LAST_SEEN, bytes(gone.lastSeen().toString()));
            gone.acknowledged().ifPresent(cursor -> headers.put(ACKNOWLEDGED, bytes(cursor)));
        }
        return headers;
    }

    /** What {@code record}, which has this {@code key}, says; empty if it is none of ours. */
    public static Optional<PresenceRecord> read(byte[] key, SourceRecord record) {
        Optional<Matcher> names = StrictText.utf8(key).map(KEY::matcher).filter(Matcher::matches);
        try {
            return names.map(found -> read(found.group(1), Optional.ofNullable(found.group(2)), record));
        } catch (JacksonException | DateTimeException | IllegalArgumentException malformed) {
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
        Instant until = time(fields, "lease_until");
        if (user.isEmpty()) {
            return new Lease(replica, time(fields, "at"), until);
        }
        Stay stay = new Stay(
                Integer.parseInt(fields.get("devices")),
                time(fields, "since"),
                time(fields, LAST_SEEN),
                Optional.ofNullable(fields.get(ACKNOWLEDGED)));
        return new Online(replica, user.get(), List.of(), stay, until);
    }

    private static Optional<String> header(SourceRecord record, String name) {
        return record.headers().last(name).flatMap(StrictText::utf8);
    }

    private static Instant time(Map<String, String> fields, String name) {
        return Instant.parse(Optional.ofNullable(fields.get(name)).orElse(""));
    }

    /** The texts and numbers of the object {@code json}; what is nested is passed over. */
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
