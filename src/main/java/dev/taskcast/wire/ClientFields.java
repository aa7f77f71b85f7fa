package dev.taskcast.wire;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of a client's frame while it is being read.
 *
 * <p>A field that is null counts as absent. One that comes twice is wrong, because readers disagree on which one counts.
 */
final class ClientFields {
    private static final int MAX_PING_ID = 128;
    /** What a frame of each type looks at, with what is expected there. */
    private static final Map<String, String> EXPECTED = Map.of(
            "type", "a string, once",
            "token", "a string, once",
            "cursor", "a string, once",
            "accept", "an array of strings, once",
            "id", "a string or number of at most 128 characters, without half a surrogate pair, once");

    private static final List<String> OF_AUTH = List.of("type", "cursor", "accept", "token");
    private static final List<String> OF_PING = List.of("type", "id");

    private final Map<String, String> texts = new HashMap<>();
    private final Set<String> accept = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> wrong = new HashSet<>();

    /** Takes over the field that the parser stands at. */
    void field(JsonParser parser) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        boolean known = EXPECTED.containsKey(name);
        if (known && !seen.add(name)) {
            wrong.add(name);
        }
        if (!known || value == JsonToken.VALUE_NULL) {
            parser.skipChildren();
        } else if (name.equals("accept")) {
            accept(value, parser);
        } else if (!isText(name, value, parser)) {
            wrong.add(name);
            parser.skipChildren();
        } else {
            String text = parser.getString();
            texts.put(name, name.equals("id") && !value.isNumeric() ? Json.quoted(text) : text);
        }
    }

    private static boolean isText(String name, JsonToken value, JsonParser parser) {
        boolean isString = value == JsonToken.VALUE_STRING;
        if (!name.equals("id")) {
            return isString;
        }
        return (isString || value.isNumeric())
                && parser.getStringLength() <= MAX_PING_ID
                && Json.isWellFormed(parser.getString());
    }

    private void accept(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_ARRAY) {
            wrong.add("accept");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                accept.add(parser.getString());
            } else {
                wrong.add("accept");
                parser.skipChildren();
            }
        }
    }

    /** The frame that these fields are. */
    ClientFrame frame() {
        String type = texts.get("type");
        if (type == null) {
            return new ClientFrame.Invalid(ErrorCode.UNKNOWN_TYPE, "A frame needs a \"type\": auth or ping");
        }
        return switch (type) {
            case "auth" -> wrongOf(OF_AUTH).orElseGet(this::auth);
            case "ping" -> wrongOf(OF_PING).orElseGet(() -> new ClientFrame.Ping(texts.getOrDefault("id", "")));
            default -> new ClientFrame.Invalid(ErrorCode.UNKNOWN_TYPE, "Clients send the types auth and ping");
        };
    }

    private ClientFrame auth() {
        String token = texts.get("token");
        return token == null
                ? invalid("token")
                : new ClientFrame.Auth(token, Optional.ofNullable(texts.get("cursor")), accept);
    }

    private Optional<ClientFrame> wrongOf(List<String> fields) {
        return fields.stream().filter(wrong::contains).findFirst().map(ClientFields::invalid);
    }

    private static ClientFrame invalid(String field) {
        return new ClientFrame.Invalid(ErrorCode.INVALID_FIELD, "Expected " + field + ": " + EXPECTED.get(field));
    }
}
