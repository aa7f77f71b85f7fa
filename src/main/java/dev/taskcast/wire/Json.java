package dev.taskcast.wire;

import tools.jackson.core.io.JsonStringEncoder;

/** A frame while it is being written, one field after the other. */
public final class Json {
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final StringBuilder text;
    private int cursorStart;
    private int detailsStart;

    private Json(StringBuilder text) {
        this.text = text;
    }

    /** The start of a frame of {@code type}. */
    static Json frame(FrameType type, int capacity) {
        return new Json(begin(type, capacity));
    }

    /** The text with which a frame of {@code type} begins. */
    static StringBuilder begin(FrameType type, int capacity) {
        return new StringBuilder(capacity)
                .append("{\"type\":\"")
                .append(type.word())
                .append('"');
    }

    /** A string field; {@code name} is constant text. */
    Json string(String name, String value) {
        text.append(",\"").append(name).append("\":\"");
        ENCODER.quoteAsString(value, text);
        text.append('"');
        return this;
    }

    /** A string field whose value has nothing to escape, such as a time; {@code name} is constant text. */
    Json verbatim(String name, String value) {
        text.append(",\"").append(name).append("\":\"").append(value).append('"');
        return this;
    }

    /** A field whose value is JSON already. */
    Json raw(String name, String value) {
        text.append(",\"").append(name).append("\":").append(value);
        return this;
    }

    /** A whole number. */
    Json number(String name, long value) {
        text.append(",\"").append(name).append("\":").append(value);
        return this;
    }

    /** The cursor of the frame, which has nothing to escape. */
    Json cursor(String cursor) {
        text.append(",\"cursor\":\"");
        cursorStart = text.length();
        text.append(cursor).append('"');
        return this;
    }

    /** From here on come the fields that tell about an event beside its task. */
    Json details() {
        detailsStart = text.length() + 1;
        return this;
    }

    /** The finished frame. */
    Frame end() {
        return new Frame(text.append('}').toString(), cursorStart, detailsStart);
    }

    /** Whether {@code text} has no half of a surrogate pair, which UTF-8 cannot carry. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** {@code value} as a JSON string, with its quotes. */
    public static String quoted(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        ENCODER.quoteAsString(value, quoted);
        return quoted.append('"').toString();
    }
}
