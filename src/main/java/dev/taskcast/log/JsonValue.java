package dev.taskcast.log;

/**
 * The value of one member.
 *
 * @param kind what it is
 * @param text of a string its characters, unescaped; of everything else the producer's JSON, character by
 *     character
 * @param hasId whether it is an object with an {@code id} that is a string or a number
 */
record JsonValue(Kind kind, String text, boolean hasId) {
    /** What a JSON value is; null has no kind, because a member that is null counts as absent. */
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        BOOLEAN
    }
}
