package dev.taskcast.wire;

import java.util.Optional;

/**
 * One message of the protocol, independent of the transport: its JSON text, and where its cursor and its event details
 * begin.
 *
 * <p>Immutable. The accessors cut their values out of the text on request; the frame keeps no second copy. A long frame
 * with another cursor shares the text of the first one, because very many devices can hold such a frame.
 */
public final class Frame {
    /** A frame of at least this many characters is long: devices share its text. */
    public static final int LONG = 4 * 1024;

    private static final String BEFORE_TIME = ",\"" + ServerFrames.TIME + "\":\"";
    private static final String EMPTY_TASK = "\",\"task\":{},";
    private static final String BEFORE_CURSOR = "\",\"cursor\":\"";

    /** A string, or {@link OtherCursor}. */
    private final CharSequence text;

    private final int cursorStart;
    private final int detailsStart;

    /**
     * Creates a frame.
     *
     * @param cursorStart where the cursor begins, which ends before the next quotation mark; 0 if the frame has no
     *     cursor
     * @param detailsStart where the fields after the task begin; 0 if the frame is not a {@code task_update}
     */
    Frame(CharSequence text, int cursorStart, int detailsStart) {
        this.text = text;
        this.cursorStart = cursorStart;
        this.detailsStart = detailsStart;
    }

    /** Restores a frame from its saved text, {@link #cursorStart} and {@link #detailsStart}. */
    public static Frame of(String text, int cursorStart, int detailsStart) {
        return new Frame(text, cursorStart, detailsStart);
    }

    /** The JSON text. Use {@link #characters} for a frame that may be long. */
    public String text() {
        return text.toString();
    }

    /** The JSON text, without a copy of it. */
    public CharSequence characters() {
        return text;
    }

    /** The JSON text with this cursor or an earlier one, without a copy. */
    private String withAnyCursor() {
        return text instanceof OtherCursor other ? other.frame().text() : (String) text;
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
        if (text instanceof OtherCursor other) {
            return other.cursor();
        }
        return hasCursor() ? text().substring(cursorStart, cursorEnd()) : "";
    }

    /**
     * This frame with another cursor. The frame must have a cursor. If it is long, the result refers to it, and shares
     * its text.
     */
    public Frame withCursor(String cursor) {
        if (text instanceof OtherCursor other) {
            return other.frame().withCursor(cursor);
        }
        String own = text();
        CharSequence changed = own.length() < LONG
                ? own.substring(0, cursorStart) + cursor + own.substring(cursorEnd())
                : new OtherCursor(this, cursorStart, cursorEnd(), cursor);
        return new Frame(changed, cursorStart, detailsStart);
    }

    /** A copy of this {@code task_update} with an empty task. The copy holds no reference to the long text. */
    public Frame withoutTask() {
        String own = text();
        String before = own.substring(0, own.indexOf('"', ServerFrames.EVENT_START)) + EMPTY_TASK;
        int shorter = detailsStart - before.length();
        return new Frame(before + own.substring(detailsStart), cursorStart - shorter, before.length());
    }

    /** What the frame tells about its event besides the task; empty if it is not a {@code task_update}. */
    public Optional<EventDetails> event() {
        return detailsStart > 0 ? Optional.of(EventDetails.of(withAnyCursor(), detailsStart)) : Optional.empty();
    }

    /** Whether the event name of this {@code task_update} begins with {@code start}; a quotation mark ends the name. */
    boolean eventStartsWith(String start) {
        return withAnyCursor().startsWith(start, ServerFrames.EVENT_START);
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
        String before = withAnyCursor();
        int end = before.lastIndexOf('"', timeEnd - 1) - BEFORE_TIME.length() + 1;
        return before.startsWith(field, end - field.length());
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
        return text().indexOf('"', cursorStart);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that
                && text().equals(that.text())
                && cursorStart == that.cursorStart
                && detailsStart == that.detailsStart;
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    /** Shows only the length, because the text may hold a task. */
    @Override
    public String toString() {
        return "Frame[" + length() + " characters]";
    }
}
