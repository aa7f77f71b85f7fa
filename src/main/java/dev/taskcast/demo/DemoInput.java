package dev.taskcast.demo;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.BadRequestException;
import java.util.List;

/** Reads what the page sends, or tells which field is wrong. */
final class DemoInput {
    private static final int MAX_LENGTH = 200;

    private DemoInput() {}

    static String user(JsonObject request) {
        return text(request, "user");
    }

    static String text(JsonObject request, String field) {
        if (request != null && request.get(field) instanceof JsonString text) {
            return checked(text.getString(), field);
        }
        throw new BadRequestException(field + ": a string is needed");
    }

    /** The strings of an array that may be missing. */
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
