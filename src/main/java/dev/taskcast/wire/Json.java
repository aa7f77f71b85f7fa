package dev.taskcast.wire;

import tools.jackson.core.io.JsonStringEncoder;

/** Writes one frame, field by field. */
public final class Json {
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final StringBuilder text;
    private int cursorStart;
    private int detailsStart;

    private Json(StringBuilder text) {
        this.text = text;
    }

    /** Begins a frame of {@code type}. */
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

    /** Adds a string field; {@code name} is constant text. */
    Json string(String name, String value) {
        text.append(",\"").append(name).append("\":\"");
        ENCODER.quoteAsString(value, text);
        text.append('"');
        return this;
    }

    /** Adds a string field whose value needs no escaping, such as a time; {@code name} is constant text. */
    Json verbatim(String name, String value) {
        text.append(",\"").append(name).append("\":\"").append(value).append('"');
        return this;
    }

    /** Adds a field whose value is already JSON. */
    Json raw(String name, String value) {
        text.append(",\"").append(name).append("\":").append(value);
        return this;
    }

    /** Adds a whole number. */
    Json number(String name, long value) {
        text.append(",\"").append(name).append("\":").append(value);
        return this;
    }

    /** Adds the cursor of the frame, which needs no escaping. */
    Json cursor(String cursor) {
        text.append(",\"cursor\":\"");
        cursorStart = text.length();
        text.append(cursor).append('"');
        return this;
    }

    /** Marks this position: the fields after it tell about the event besides its task. */
    Json details() {
        detailsStart = text.length() + 1;
        return this;
    }

    /** The finished frame. */
    Frame end() {
        return new Frame(text.append('}').toString(), cursorStart, detailsStart);
    }

    /** Whether {@code text} has no unpaired surrogate, which UTF-8 cannot encode. */
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

    /** {@code value} as a JSON string, with its quotation marks. */
    public static String quoted(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        ENCODER.quoteAsString(value, quoted);
        return quoted.append('"').toString();
    }
}
