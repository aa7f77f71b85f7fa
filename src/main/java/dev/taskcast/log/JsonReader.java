package dev.taskcast.log;

import dev.taskcast.log.UnusableRecordException.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the members of one JSON object and checks, to the last character, that the whole of it is JSON (RFC
 * 8259: no raw control character in a string, no leading zero, no comment, nothing behind the end).
 *
 * <p>An object or array is cut out of the text as it stands, never written anew. The escape of half a
 * surrogate pair, such as {@code \ud800}, is JSON and therefore passes inside a task: it stays the six
 * characters that the producer wrote. A member that means something to us and comes twice is refused,
 * because readers disagree on which one counts, and one of them may be the address.
 *
 * <p>It reads characters and not bytes, because the parser for bytes guesses the encoding (UTF-16, UTF-32).
 * Names are not kept in a table shared between records, so that no producer can slow down the next one.
 *
 * <p>Safe for use by several threads.
 */
final class JsonReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final int maxDepth;

    /** A reader that refuses more than {@code maxDepth} nested objects and arrays; length is the caller's to bound. */
    JsonReader(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /** The members of the object {@code text} that we know; one that is null counts as absent. */
    Map<JsonMember, JsonValue> object(String text) throws UnusableRecordException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            enter(parser, JsonToken.START_OBJECT);
            Map<JsonMember, JsonValue> members = new EnumMap<>(JsonMember.class);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                Optional<JsonMember> member = JsonMember.named(parser.currentName());
                parser.nextToken();
                if (member.isEmpty()) {
                    skip(parser);
                } else if (members.put(member.get(), value(parser, text)) != null) {
                    throw new UnusableRecordException(Reason.BAD_ENVELOPE, "the same member twice");
                }
            }
            end(parser);
            members.values().removeIf(value -> value.kind() == null);
            return members;
        } catch (JacksonException broken) {
            throw notJson();
        }
    }

    /** The strings of the array {@code text}, at most {@code max}. */
    List<String> strings(String text, int max) throws UnusableRecordException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            enter(parser, JsonToken.START_ARRAY);
            List<String> strings = new ArrayList<>();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                if (strings.size() == max) {
                    throw new UnusableRecordException(Reason.TOO_LARGE, "user_ids: too many");
                }
                strings.add(parser.getString());
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new UnusableRecordException(Reason.WRONG_TYPE, "user_ids: not all are strings");
            }
            return strings;
        } catch (JacksonException broken) {
            throw notJson();
        }
    }

    private static void enter(JsonParser parser, JsonToken expected) throws UnusableRecordException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw notJson();
        }
        if (first != expected) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, "not a JSON object");
        }
    }

    private static void end(JsonParser parser) throws UnusableRecordException {
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            throw notJson();
        }
    }

    private JsonValue value(JsonParser parser, String text) throws UnusableRecordException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new JsonValue(JsonValue.Kind.STRING, parser.getString(), false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                new JsonValue(JsonValue.Kind.NUMBER, parser.getString(), false);
            case VALUE_TRUE, VALUE_FALSE -> new JsonValue(JsonValue.Kind.BOOLEAN, parser.getString(), false);
            case START_OBJECT -> slice(parser, text, JsonValue.Kind.OBJECT);
            case START_ARRAY -> slice(parser, text, JsonValue.Kind.ARRAY);
            default -> new JsonValue(null, "null", false);
        };
    }

    /** The bracket that was just read is one character, so the value starts one before the parser's place. */
    private JsonValue slice(JsonParser parser, String text, JsonValue.Kind kind) throws UnusableRecordException {
        int start = offset(parser) - 1;
        boolean hasId = skip(parser);
        return new JsonValue(kind, text.substring(start, offset(parser)), hasId);
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentLocation().getCharOffset();
    }

    /** Goes to the end of the value, and tells whether it is an object with an {@code id} of its own. */
    private boolean skip(JsonParser parser) throws UnusableRecordException {
        int depth = 1;
        boolean hasId = false;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token == null) {
                throw notJson();
            } else if (token.isStructStart()) {
                if (++depth > maxDepth) {
                    throw new UnusableRecordException(Reason.TOO_DEEP, "nested too deep");
                }
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.PROPERTY_NAME
                    && depth == 2
                    && parser.currentName().equals("id")) {
                token = parser.nextToken();
                hasId = token == JsonToken.VALUE_STRING || (token != null && token.isNumeric());
                continue;
            }
            if (depth == 1) {
                return hasId;
            }
            token = parser.nextToken();
        }
    }

    private static UnusableRecordException notJson() {
        return new UnusableRecordException(Reason.NOT_JSON, "not JSON in UTF-8");
    }
}
