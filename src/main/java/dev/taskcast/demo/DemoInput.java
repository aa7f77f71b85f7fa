package dev.taskcast.demo;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Parses what the page sends, or tells which field is wrong. */
final class DemoInput {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_BODY = 64 << 10;
    private static final int MAX_DEPTH = 16;
    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());
    private static final JsonReaderFactory READERS =
            Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

    private DemoInput() {}

    /** Parses {@code body} as an object; 413 if it is too large, 400 if it is not an object. */
    static JsonObject object(InputStream body) {
        byte[] bytes = bytes(body);
        if (depth(bytes) > MAX_DEPTH) {
            throw new BadRequestException("The body is nested more than " + MAX_DEPTH + " levels deep");
        }
        try (JsonParser parser = PARSERS.createParser(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
            if (parser.next() == JsonParser.Event.START_OBJECT) {
                parser.getObject();
                // Looks for text after the object, and throws if there is any.
                parser.hasNext();
                return read(bytes);
            }
        } catch (JsonException | NoSuchElementException notJson) {
            throw new BadRequestException("The body is not JSON, or has a member twice", notJson);
        }
        throw new BadRequestException("A JSON object is needed");
    }

    private static JsonObject read(byte[] json) {
        try (JsonReader reader = READERS.createReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8)) {
            return reader.readObject();
        }
    }

    private static byte[] bytes(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw new ClientErrorException("The body has more than " + MAX_BODY + " bytes", 413);
            }
            return bytes;
        } catch (IOException cutOff) {
            throw new BadRequestException("The body could not be read", cutOff);
        }
    }

    /** The deepest nesting of objects and arrays; also for text that is not JSON. */
    private static int depth(byte[] json) {
        int depth = 0;
        int deepest = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            switch (json[i]) {
                case '"' -> inString = !inString;
                case '\\' -> i++;
                case '{', '[' -> depth += inString ? 0 : 1;
                case '}', ']' -> depth -= inString ? 0 : 1;
                default -> {}
            }
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    /** The whole number in {@code field}, limited to 1 to {@code most}; {@code usual} if the field is missing. */
    static int count(JsonObject request, String field, int usual, int most) {
        JsonValue value = request.getOrDefault(field, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return usual;
        }
        if (value.toString().matches("[0-9]{1,9}")) {
            return Math.max(1, Math.min(Integer.parseInt(value.toString()), most));
        }
        throw new BadRequestException(field + ": a whole number is needed");
    }

    static String user(JsonObject request) {
        return text(request, "user");
    }

    static String text(JsonObject request, String field) {
        if (request.get(field) instanceof JsonString text) {
            return checked(text.getString(), field);
        }
        throw new BadRequestException(field + ": a string is needed");
    }

    /** The strings of an array; empty if the field is missing. */
    static List<String> texts(JsonObject request, String field) {
        if (request.getOrDefault(field, JsonValue.EMPTY_JSON_ARRAY) instanceof JsonArray texts) {
            return texts.stream()
                    .map(value -> value instanceof JsonString text ? text.getString() : "")
                    .map(text -> checked(text, field))
                    .toList();
        }
        throw new BadRequestException(field + ": an array is needed");
    }

    static String checked(String text, String field) {
        if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
            throw new BadRequestException(field + ": between 1 and " + MAX_LENGTH + " characters are needed");
        }
        return text.strip();
    }
}
