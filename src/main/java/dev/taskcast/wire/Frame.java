package dev.taskcast.wire;

import java.util.Optional;

/**
 * One message of the protocol, independent of the transport: its JSON text, and where its cursor and its event details
 * begin.
 *
 * <p>Immutable. The accessors cut their values out of the text on request; the frame keeps no second copy.
 */
public final class Frame {
    private static final String BEFORE_TIME = ",\"" + ServerFrames.TIME + "\":\"";
    private static final String EMPTY_TASK = "\",\"task\":{},";
    private static final String BEFORE_CURSOR = "\",\"cursor\":\"";

    private final String text;
    private final int cursorStart;
    private final int detailsStart;

    /**
     * Creates a frame.
     *
     * @param cursorStart where the cursor begins, which ends before the next quotation mark; 0 if the frame has no
     *     cursor
     * @param detailsStart where the fields after the task begin; 0 if the frame is not a {@code task_update}
     */
    Frame(String text, int cursorStart, int detailsStart) {
        this.text = text;
        this.cursorStart = cursorStart;
        this.detailsStart = detailsStart;
    }

    /** Restores a frame from its saved text, {@link #cursorStart} and {@link #detailsStart}. */
    public static Frame of(String text, int cursorStart, int detailsStart) {
        return new Frame(text, cursorStart, detailsStart);
    }

    /** The JSON text. */
    public String text() {
        return text;
    }

    /** The length in characters. */
    public int length() {
        return text.length();
    }

    /** Whether the frame has a cursor. */
    public boolean hasCursor() {
        return cursorStart > 0;
    }

    /** The cursor; empty text if the frame has no cursor. */
    public String cursor() {
        return hasCursor() ? text.substring(cursorStart, cursorEnd()) : "";
    }

    /** A copy of this frame with another cursor. The frame must have a cursor. */
    public Frame withCursor(String cursor) {
        return new Frame(
                text.substring(0, cursorStart) + cursor + text.substring(cursorEnd()), cursorStart, detailsStart);
    }

    /** A copy of this {@code task_update} with an empty task. The copy holds no reference to the long text. */
    public Frame withoutTask() {
        String before = text.substring(0, text.indexOf('"', ServerFrames.EVENT_START)) + EMPTY_TASK;
        int shorter = detailsStart - before.length();
        return new Frame(before + text.substring(detailsStart), cursorStart - shorter, before.length());
    }

    /** What the frame tells about its event besides the task; empty if it is not a {@code task_update}. */
    public Optional<EventDetails> event() {
        return detailsStart > 0 ? Optional.of(EventDetails.of(text, detailsStart)) : Optional.empty();
    }

    /** Whether the event name of this {@code task_update} begins with {@code start}; a quotation mark ends the name. */
    boolean eventStartsWith(String start) {
        return text.startsWith(start, ServerFrames.EVENT_START);
    }

    /**
     * Whether this {@code task_update} has {@code field} directly before its time. {@link #field} defines how
     * {@code field} is written.
     *
     * <p>Text inside another field cannot look like {@code field}. Inside a JSON string, a backslash stands before each
     * quotation mark, so a quotation mark never follows a comma.
     */
    boolean hasBeforeTime(String field) {
        int timeEnd = cursorStart - BEFORE_CURSOR.length();
        int end = text.lastIndexOf('"', timeEnd - 1) - BEFORE_TIME.length() + 1;
        return text.startsWith(field, end - field.length());
    }

    /** A field as it stands in a frame, with the comma before it. */
    static String field(String name, String value) {
        return ",\"" + name + "\":" + Json.quoted(value);
    }

    /** Where the cursor begins, as an index into the text; 0 if the frame has no cursor. */
    public int cursorStart() {
        return cursorStart;
    }

    /** Where the fields after the task begin; 0 if the frame is not a {@code task_update}. */
    public int detailsStart() {
        return detailsStart;
    }

    private int cursorEnd() {
        return text.indexOf('"', cursorStart);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that
                && text.equals(that.text)
                && cursorStart == that.cursorStart
                && detailsStart == that.detailsStart;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Shows only the length, because the text may hold a task. */
    @Override
    public String toString() {
        return "Frame[" + length() + " characters]";
    }
}
