package dev.taskcast.wire;

/**
 * The text of a long frame with another cursor. It keeps that frame, and no text of its own but the cursor.
 *
 * <p>Immutable.
 */
final class OtherCursor implements CharSequence {
    private final Frame frame;
    private final String text;
    private final String cursor;
    private final int start;
    private final int end;
    /** How much longer this text is than the frame's own. */
    private final int longer;

    /** Replaces the characters of {@code frame} from {@code start} to {@code end}, which are the frame's own cursor. */
    OtherCursor(Frame frame, int start, int end, String cursor) {
        this.frame = frame;
        this.text = frame.text();
        this.cursor = cursor;
        this.start = start;
        this.end = start + cursor.length();
        this.longer = this.end - end;
    }

    /** The frame with the cursor that it has in the log. */
    Frame frame() {
        return frame;
    }

    String cursor() {
        return cursor;
    }

    @Override
    public int length() {
        return text.length() + longer;
    }

    @Override
    public char charAt(int index) {
        if (index < start) {
            return text.charAt(index);
        }
        return index < end ? cursor.charAt(index - start) : text.charAt(index - longer);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return to <= start ? text.substring(from, to) : part(from, to);
    }

    @Override
    public String toString() {
        return part(0, length());
    }

    private String part(int from, int to) {
        return new StringBuilder(to - from)
                .append(text, Math.min(from, start), Math.min(to, start))
                .append(cursor, within(from), within(to))
                .append(text, Math.max(from, end) - longer, Math.max(to, end) - longer)
                .toString();
    }

    /** Where {@code index} is in the cursor: its begin if it comes before the cursor, its end if it comes after. */
    private int within(int index) {
        return Math.max(start, Math.min(index, end)) - start;
    }
}
