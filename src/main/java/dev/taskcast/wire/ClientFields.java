package dev.taskcast.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of a client's frame while the parser reads it.
 *
 * <p>A field that is null counts as absent. A field that appears twice is an error, because parsers disagree on which
 * of the two counts.
 */
final class ClientFields {
    private static final int MAX_PING_ID = 128;
    private static final String WRONG_ACK = "Expected cursor: the cursor of a frame of this gateway, as it was sent";
    /** Each field that the gateway reads, and the text that tells a client what the field must hold. */
    private static final Map<String, String> EXPECTED = Map.of(
            "type", "a string, once",
            "token", "a string, once",
            "cursor", "a string, once",
            "accept", "an array of strings, once",
            "id", "a string or number of at most 128 characters, without half a surrogate pair, once",
            "narrow", "an object with events and channels, once",
            "events", "an array of " + Filter.EVENTS + ", once",
            "channels", "an array of " + Filter.CHANNELS + ", once",
            "client", Names.PROGRAM + ", once",
            "cookie", "true or false, once");

    private static final Set<String> LISTS = Set.of("accept", "events", "channels");
    private static final List<String> OF_AUTH =
            List.of("type", "cursor", "accept", "narrow", "client", "cookie", "token");
    private static final List<String> OF_PING = List.of("type", "id");
    private static final List<String> OF_NARROW = List.of("type", "events", "channels");
    private static final List<String> OF_ACK = List.of("type", "cursor");
    private static final List<String> OF_FILTER = List.of("events", "channels");

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> wrong = new HashSet<>();
    private Optional<ClientFields> narrow = Optional.empty();
    private boolean byCookie;

    /** Reads the field at which the parser stands. */
    void field(JsonParser parser) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        boolean known = EXPECTED.containsKey(name);
        if (known && !seen.add(name)) {
            wrong.add(name);
        }
        if (!known || value == JsonToken.VALUE_NULL) {
            parser.skipChildren();
        } else if (LISTS.contains(name)) {
            list(name, value, parser);
        } else if (name.equals("narrow")) {
            narrow(value, parser);
        } else if (name.equals("cookie") && value.isBoolean()) {
            byCookie = value == JsonToken.VALUE_TRUE;
        } else if (!isText(name, value, parser)) {
            wrong.add(name);
            parser.skipChildren();
        } else {
            String text = parser.getString();
            texts.put(name, name.equals("id") && !value.isNumeric() ? Json.quoted(text) : text);
        }
    }

    private static boolean isText(String name, JsonToken value, JsonParser parser) {
        boolean isString = value == JsonToken.VALUE_STRING && !name.equals("cookie");
        if (!name.equals("id")) {
            return isString;
        }
        return (isString || value.isNumeric())
                && parser.getStringLength() <= MAX_PING_ID
                && Json.isWellFormed(parser.getString());
    }

    private void list(String name, JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_ARRAY) {
            wrong.add(name);
            parser.skipChildren();
            return;
        }
        List<String> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                list.add(parser.getString());
            } else {
                wrong.add(name);
                parser.skipChildren();
            }
        }
        lists.put(name, list);
    }

    private void narrow(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_OBJECT) {
            wrong.add("narrow");
            parser.skipChildren();
            return;
        }
        ClientFields inner = new ClientFields();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            inner.field(parser);
        }
        narrow = Optional.of(inner);
    }

    /** The frame that these fields make up. */
    ClientFrame frame() {
        String type = texts.get("type");
        if (type == null) {
            return new ClientFrame.Invalid(
                    ErrorCode.UNKNOWN_TYPE, "A frame needs a \"type\": auth, ping, narrow or ack");
        }
        return switch (type) {
            case "auth" -> wrongOf(OF_AUTH, "").or(this::wrongNarrow).orElseGet(this::auth);
            case "ping" -> wrongOf(OF_PING, "").orElseGet(() -> new ClientFrame.Ping(texts.getOrDefault("id", "")));
            case "narrow" ->
                wrongOf(OF_NARROW, "").or(() -> tooLong("")).orElseGet(() -> new ClientFrame.Narrow(filter()));
            case "ack" -> wrongOf(OF_ACK, "").orElseGet(this::ack);
            default ->
                new ClientFrame.Invalid(ErrorCode.UNKNOWN_TYPE, "Clients send the types auth, ping, narrow and ack");
        };
    }

    private ClientFrame auth() {
        Optional<String> token = Optional.ofNullable(texts.get("token"));
        return token.isEmpty() && !byCookie
                ? invalid("token", "")
                : new ClientFrame.Auth(
                        token,
                        Optional.ofNullable(texts.get("cursor")),
                        narrow.map(ClientFields::filter),
                        Set.copyOf(list("accept")),
                        Optional.ofNullable(texts.get("client")));
    }

    private ClientFrame ack() {
        return Optional.ofNullable(texts.get("cursor"))
                .flatMap(Cursor::parse)
                .<ClientFrame>map(ClientFrame.Ack::new)
                .orElseGet(() -> new ClientFrame.Invalid(ErrorCode.INVALID_FIELD, WRONG_ACK));
    }

    private List<String> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    private Filter filter() {
        return Filter.of(list("events"), list("channels"));
    }

    private Optional<ClientFrame> wrongNarrow() {
        return narrow.flatMap(inner -> inner.wrongOf(OF_FILTER, "narrow.").or(() -> inner.tooLong("narrow.")));
    }

    private Optional<ClientFrame> wrongOf(List<String> fields, String before) {
        return fields.stream().filter(this::isWrong).findFirst().map(field -> invalid(field, before));
    }

    private Optional<ClientFrame> tooLong(String before) {
        return Filter.fitTogether(list("events"), list("channels"))
                ? Optional.empty()
                : Optional.of(new ClientFrame.Invalid(
                        ErrorCode.INVALID_FIELD,
                        "Expected " + before + "events and " + before + "channels: " + Filter.TOGETHER));
    }

    private boolean isWrong(String field) {
        return wrong.contains(field)
                || (field.equals("events") && !Filter.areEvents(list(field)))
                || (field.equals("client") && texts.containsKey(field) && !Names.isProgram(texts.get(field)))
                || (field.equals("channels") && !Filter.areChannels(list(field)));
    }

    private static ClientFrame invalid(String field, String before) {
        return new ClientFrame.Invalid(
                ErrorCode.INVALID_FIELD, "Expected " + before + field + ": " + EXPECTED.get(field));
    }
}
