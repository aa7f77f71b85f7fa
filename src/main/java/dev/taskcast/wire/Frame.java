package dev.taskcast.wire;

import java.util.Optional;

/**
 * One message of the protocol, whatever carries it: its JSON text, and where in that text its cursor and the details of its
 * event stand.
 *
 * <p>Immutable. What it says is cut out of the text when it is asked for, and is not kept a second time.
 */
public final class Frame {
    private static final String BEFORE_TIME = ",\"" + ServerFrames.TIME + "\":\"";
    private static final String EMPTY_TASK = "\",\"task\":{},";
    private static final String BEFORE_CURSOR = "\",\"cursor\":\"";

    private final String text;
    private final int cursorStart;
    private final int detailsStart;

    /**
     * A frame of this text.
     *
     * @param cursorStart where its cursor begins, which ends before the next quotation mark; 0 if it has none
     * @param detailsStart where the fields behind its task begin; 0 if it is no {@code task_update}
     */
    Frame(String text, int cursorStart, int detailsStart) {
        this.text = text;
        this.cursorStart = cursorStart;
        this.detailsStart = detailsStart;
    }

    /** The frame of which another one's text, {@link #cursorStart} and {@link #detailsStart} were kept. */
    public static Frame of(String text, int cursorStart, int detailsStart) {
        return new Frame(text, cursorStart, detailsStart);
    }

    /** Its JSON. */
    public String text() {
        return text;
    }

    /** How many characters it has. */
    public int length() {
        return text.length();
    }

    /** Whether it has a cursor. */
    public boolean hasCursor() {
        return cursorStart > 0;
    }

    /** Its cursor; empty text if it has none. */
    public String cursor() {
        return hasCursor() ? text.substring(cursorStart, cursorEnd()) : "";
    }

    /** The same frame, which has a cursor, with another one. */
    public Frame withCursor(String cursor) {
        return new Frame(
                text.substring(0, cursorStart) + cursor + text.substring(cursorEnd()), cursorStart, detailsStart);
    }

    /** The same {@code task_update} with an empty task: a copy that is short, and keeps nothing of the long one. */
    public Frame withoutTask() {
        String before = text.substring(0, text.indexOf('"', ServerFrames.EVENT_START)) + EMPTY_TASK;
        int shorter = detailsStart - before.length();
        return new Frame(before + text.substring(detailsStart), cursorStart - shorter, before.length());
    }

    /** What it says about its event, the task apart; empty if it is no {@code task_update}. */
    public Optional<EventDetails> event() {
        return detailsStart > 0 ? Optional.of(EventDetails.of(text, detailsStart)) : Optional.empty();
    }

    /** Whether this {@code task_update} has {@code start} at the beginning of its event's name; a quotation mark ends the name. */
    boolean eventStartsWith(String start) {
        return text.startsWith(start, ServerFrames.EVENT_START);
    }

    /**
     * Whether this {@code task_update} has {@code field} right before its time, written as {@link #field} says. No other field
     * can look so: inside a string no quotation mark comes after a comma, but after the backslash that escapes it.
     */
    boolean hasBeforeTime(String field) {
        int timeEnd = cursorStart - BEFORE_CURSOR.length();
        int end = text.lastIndexOf('"', timeEnd - 1) - BEFORE_TIME.length() + 1;
        return text.startsWith(field, end - field.length());
    }

    /** A field as a frame has it. */
    static String field(String name, String value) {
        return ",\"" + name + "\":" + Json.quoted(value);
    }

    /** Where its cursor begins, in characters; 0 if it has none. */
    public int cursorStart() {
        return cursorStart;
    }

    /** Where the fields behind its task begin; 0 if it is no {@code task_update}. */
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

    /** How long it is: its text may hold a task. */
    @Override
    public String toString() {
        return "Frame[" + length() + " characters]";
    }
}
