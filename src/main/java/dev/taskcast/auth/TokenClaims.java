package dev.taskcast.auth;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;

/**
 * The claims of a verified token, in the Java types of MicroProfile JWT 2.1: those that {@link Claims} names have the type that
 * it names, the others are JSON values.
 *
 * <p>Kept as the text that was signed, which each question reads: a session lives for hours and is seldom asked. A claim of
 * another type than the specification gives it, or with the value null, is as if it were not there. So is one with the name
 * {@code raw_token}, which the specification keeps for the token itself. Thread-safe.
 *
 * @param json the payload: one JSON object
 */
record TokenClaims(String json) {
    /** Those of a caller who has no token. */
    static final TokenClaims NONE = new TokenClaims("{}");

    /** Made when the first claim is asked for: the search for what implements JSON-P takes longer than what it reads. */
    private static final class Reading {
        static final JsonReaderFactory FACTORY = Json.createReaderFactory(Map.of());
    }

    /** The names of all of them. */
    Set<String> names() {
        Set<String> names = new HashSet<>(read().keySet());
        names.remove(Claims.raw_token.name());
        return Set.copyOf(names);
    }

    /** The value of the claim {@code name}. */
    Optional<Object> value(String name) {
        if (name.equals(Claims.raw_token.name())) {
            return Optional.empty();
        }
        JsonValue value = read().getOrDefault(name, JsonValue.NULL);
        // One text is an audience (RFC 7519 §4.1.3), and no list of groups: who has a role has it for each who asks.
        boolean isText = value.getValueType() == JsonValue.ValueType.STRING;
        return value == JsonValue.NULL || isText && name.equals(Claims.groups.name())
                ? Optional.empty()
                : typed(type(name), value);
    }

    private JsonObject read() {
        try (JsonReader reader = Reading.FACTORY.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static Class<?> type(String name) {
        for (Claims standard : Claims.values()) {
            if (standard.name().equals(name)) {
                return standard.getType();
            }
        }
        return Object.class;
    }

    private static Optional<Object> typed(Class<?> type, JsonValue value) {
        if (type == String.class) {
            return value instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
        } else if (type == Long.class) {
            return value instanceof JsonNumber number ? Optional.of(number.longValue()) : Optional.empty();
        } else if (type == Boolean.class) {
            boolean claim = value == JsonValue.TRUE;
            return claim || value == JsonValue.FALSE ? Optional.of(claim) : Optional.empty();
        } else if (type == Set.class) {
            return texts(value).map(texts -> texts);
        }
        return type.isInstance(value) ? Optional.of(value) : Optional.empty();
    }

    /** One text counts as a set of one. */
    private static Optional<Set<String>> texts(JsonValue value) {
        if (value instanceof JsonString text) {
            return Optional.of(Set.of(text.getString()));
        }
        if (!(value instanceof JsonArray several)) {
            return Optional.empty();
        }
        Set<String> texts = new LinkedHashSet<>();
        for (JsonValue one : several) {
            if (one instanceof JsonString text) {
                texts.add(text.getString());
            }
        }
        return Optional.of(Set.copyOf(texts));
    }

    /** Names no claim: this text may reach a log. */
    @Override
    public String toString() {
        return "TokenClaims[not shown]";
    }
}
