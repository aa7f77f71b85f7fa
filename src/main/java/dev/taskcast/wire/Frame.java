package dev.taskcast.wire;

/**
 * One message of the protocol, whatever carries it: its JSON text, and where in that text its cursor stands.
 *
 * <p>Immutable. The cursor is cut out when it is asked for: the window holds many frames, and no cursor twice.
 */
public final class Frame {
    private final String text;
    private final int cursorStart;
    private final int cursorEnd;

    /** A frame whose cursor is what {@code text} has from {@code cursorStart} to {@code cursorEnd}: nothing if it has none. */
    Frame(String text, int cursorStart, int cursorEnd) {
        this.text = text;
        this.cursorStart = cursorStart;
        this.cursorEnd = cursorEnd;
    }

    /** Its JSON. */
    public String text() {
        return text;
    }

    /** Its cursor; empty text if it has none. */
    public String cursor() {
        return text.substring(cursorStart, cursorEnd);
    }

    /** Whether it has a cursor. */
    public boolean hasCursor() {
        return cursorEnd > cursorStart;
    }

    /** The same frame with another cursor in the place of its own. */
    public Frame withCursor(String cursor) {
        String other = text.substring(0, cursorStart) + cursor + text.substring(cursorEnd);
        return new Frame(other, cursorStart, cursorStart + cursor.length());
    }

    /** How many characters it has. */
    public int length() {
        return text.length();
    }

    /** Where its cursor begins. */
    int cursorStart() {
        return cursorStart;
    }

    /** The index behind its cursor. */
    int cursorEnd() {
        return cursorEnd;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that
                && text.equals(that.text)
                && cursorStart == that.cursorStart
                && cursorEnd == that.cursorEnd;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The JSON, for a test that fails; never for a log. */
    @Override
    public String toString() {
        return text;
    }
}
