package dev.taskcast.events;

import java.util.Map;
import java.util.Optional;

/**
 * A value in a record's JSON.
 *
 * @param kind what it is
 * @param text of a string its characters, unescaped; of everything else the producer's JSON, character by
 *     character
 * @param members of an object that {@link JsonParser} has looked into: those that mean something to us
 */
record JsonValue(Kind kind, String text, Map<JsonMember, JsonValue> members) {
    /** What a JSON value is. */
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** The value of {@code member}; one that is null counts as absent. */
    Optional<JsonValue> member(JsonMember member) {
        return Optional.ofNullable(members.get(member)).filter(value -> value.kind != Kind.NULL);
    }

    /** Whether this is a string that holds an object as JSON: whoever wrote it was handed text and encoded it again. */
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
