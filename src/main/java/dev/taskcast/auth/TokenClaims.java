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
 * The claims of a verified token, in the Java types of MicroProfile JWT 2.1. A claim in {@link Claims} has the type
 * given there; the others are JSON values.
 *
 * <p>It keeps the text that was signed, and reads it at each question: a session lives for hours and is seldom asked. A
 * claim that is null, or has another type than the specification says, counts as absent. So does a claim
 * {@code raw_token}, a name that the specification reserves for the token itself. Thread-safe.
 *
 * @param json the payload: one JSON object
 */
record TokenClaims(String json) {
    /** The claims of a caller without a token. */
    static final TokenClaims NONE = new TokenClaims("{}");

    /**
     * Created when the first claim is asked for: to find the implementation of JSON-P takes longer than to read the
     * claims.
     */
    private static final class Reading {
        static final JsonReaderFactory FACTORY = Json.createReaderFactory(Map.of());
    }

    /** The names of all claims. */
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
        // A single text is an audience (RFC 7519 §4.1.3), but not a list of groups: no role must come from it.
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

    /** The texts of a list; a single text counts as a set of one. */
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

    /** Shows no claim: this text may reach a log. */
    @Override
    public String toString() {
        return "TokenClaims[not shown]";
    }
}
