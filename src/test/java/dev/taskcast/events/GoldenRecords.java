package dev.taskcast.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The records in {@code src/test/resources/records}, with the expected result of each.
 *
 * <p>A file is an array of {@code {what, headers?, value | value_base64, expect | unusable}}. Every record has
 * partition 2, offset 41 and timestamp 2026-09-21T14:13:20.123Z.
 */
final class GoldenRecords {
    static final List<String> FILES =
            List.of("plain", "cloudevents-structured", "cloudevents-binary", "dapr", "control", "unusable");
    static final long TIMESTAMP = 1_790_000_000_123L;

    private GoldenRecords() {}

    /** One record; either {@code expect} or {@code unusable} is null. */
    record Golden(String what, SourceRecord record, Map<String, Object> expect, String unusable) {}

    static List<Golden> all() {
        return FILES.stream().flatMap(file -> read(file).stream()).toList();
    }

    static List<Golden> read(String file) {
        try (InputStream in = GoldenRecords.class.getResourceAsStream("/records/" + file + ".json");
                JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
            parser.nextToken();
            List<Golden> records = new ArrayList<>();
            for (Object each : (List<?>) value(parser)) {
                records.add(golden(map(each)));
            }
            return records;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static SourceRecord record(byte[] value, Map<String, byte[]> headers) {
        return new SourceRecord(2, 41, TIMESTAMP, value, name -> Optional.ofNullable(headers.get(name)));
    }

    private static Golden golden(Map<String, Object> json) {
        Map<String, byte[]> headers = new HashMap<>();
        if (json.containsKey("headers")) {
            map(json.get("headers")).forEach((name, value) -> headers.put(name, bytes(value)));
        }
        byte[] value = json.containsKey("value")
                ? bytes(json.get("value"))
                : Base64.getDecoder().decode((String) json.get("value_base64"));
        Map<String, Object> expect = json.containsKey("expect") ? map(json.get("expect")) : null;
        return new Golden((String) json.get("what"), record(value, headers), expect, (String) json.get("unusable"));
    }

    private static byte[] bytes(Object value) {
        return value instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode((String) map(value).get("base64"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Object value(JsonParser parser) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, value(parser));
            }
            return map;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        return parser.getString();
    }
}
