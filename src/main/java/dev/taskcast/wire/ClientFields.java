package dev.taskcast.wire;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The fields of a client's frame while it is being read. */
final class ClientFields {
    private static final int MAX_PING_ID = 128;

    private String type;
    private String token;
    private String cursor;
    private String pingId;
    private final Set<String> accept = new HashSet<>();
    private String wrongField;

    /** Takes over the field that the parser stands at. */
    void field(JsonParser parser) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
            case "type" -> type = string(name, value, parser);
            case "token" -> token = string(name, value, parser);
            case "cursor" -> cursor = value == JsonToken.VALUE_NULL ? null : string(name, value, parser);
            case "accept" -> accept(value, parser);
            case "id" -> pingId = pingId(value, parser);
            default -> parser.skipChildren();
        }
    }

    private String string(String name, JsonToken value, JsonParser parser) {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        wrongField = name;
        parser.skipChildren();
        return null;
    }

    private String pingId(JsonToken value, JsonParser parser) {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        boolean scalar = value == JsonToken.VALUE_STRING || value.isNumeric();
        if (scalar && parser.getStringLength() <= MAX_PING_ID) {
            String text = parser.getString();
            return value.isNumeric() ? text : Json.quoted(text);
        }
        wrongField = "id";
        parser.skipChildren();
        return null;
    }

    private void accept(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_ARRAY) {
            wrongField = "accept";
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                accept.add(parser.getString());
            } else {
                wrongField = "accept";
                parser.skipChildren();
            }
        }
    }

    /** The frame that these fields are. */
    ClientFrame frame() {
        if (type == null) {
            return new ClientFrame.Invalid(ErrorCode.UNKNOWN_TYPE, "A frame needs a \"type\": auth or ping");
        }
        return switch (type) {
            case "auth" -> auth();
            case "ping" -> "id".equals(wrongField) ? wrong("id: a string or number of at most 128 characters") : ping();
            default -> new ClientFrame.Invalid(ErrorCode.UNKNOWN_TYPE, "Clients send the types auth and ping");
        };
    }

    private ClientFrame auth() {
        if ("cursor".equals(wrongField)) {
            return wrong("cursor: a string");
        }
        if ("accept".equals(wrongField)) {
            return wrong("accept: an array of strings");
        }
        return token == null
                ? wrong("token: a string")
                : new ClientFrame.Auth(token, Optional.ofNullable(cursor), accept);
    }

    private ClientFrame ping() {
        return new ClientFrame.Ping(pingId);
    }

    private static ClientFrame wrong(String expected) {
        return new ClientFrame.Invalid(ErrorCode.INVALID_FIELD, "Expected " + expected);
    }
}
