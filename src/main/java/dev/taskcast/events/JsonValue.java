package dev.taskcast.events;

import java.util.Map;
import java.util.Optional;

/**
 * A value in a record's JSON.
 *
 * @param kind the type of the value
 * @param text for a string, its characters without escapes; for all other kinds, the producer's JSON, character by
 *     character
 * @param members for an object that {@link JsonParser} has read, the members that the gateway reads; otherwise empty
 */
record JsonValue(Kind kind, String text, Map<JsonMember, JsonValue> members) {
    /** The types of JSON values. */
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** The value of {@code member}; a member that is null counts as absent. */
    Optional<JsonValue> member(JsonMember member) {
        return Optional.ofNullable(members.get(member)).filter(value -> value.kind != Kind.NULL);
    }

    /** Whether this is a string that holds an object as JSON: a producer encoded text that was JSON already. */
    boolean holdsJson() {
        return kind == Kind.STRING && text.stripLeading().startsWith("{");
    }

    /** Whether this is an object with an {@code id} that is a string or a number. */
    boolean hasId() {
        return member(JsonMember.ID)
                .filter(id -> id.kind == Kind.STRING || id.kind == Kind.NUMBER)
                .isPresent();
    }
}
