package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * A position in the bytes of a JSON text. It moves forward over one value after the other. It checks every byte (RFC
 * 8259: no raw control character in a string, no leading zero, no comment).
 *
 * <p>Taskcast has its own scanner because every replica scans every event, and skips nearly all of its bytes unread. A
 * record of 390 bytes takes about half the time that the streaming parser of jackson-core takes. A test gives both
 * parsers the same damaged records and compares their verdicts.
 *
 * <p>The caller ensures that the bytes are UTF-8, and bounds their number.
 */
final class JsonScanner {
    /** The answer of {@link #peek} at the end; JSON text never has this byte. */
    static final byte END = 0;

    private final byte[] json;
    private final int maxDepth;
    private int at;

    /** Creates a scanner at the first byte. It refuses more than {@code maxDepth} nested objects and arrays. */
    JsonScanner(byte[] json, int maxDepth) {
        this.json = json;
        this.maxDepth = maxDepth;
    }

    /** The index of the next byte. */
    int at() {
        return at;
    }

    /** The text from {@code start} to {@code end}. */
    String text(int start, int end) {
        return new String(json, start, end - start, StandardCharsets.UTF_8);
    }

    /** The member that the text from {@code start} to {@code end} names; null if it names no known member. */
    JsonMember member(int start, int end) {
        return JsonMember.named(json, start, end);
    }

    /** Skips white space and returns the byte after it, without consuming that byte. */
    byte peek() {
        while (at < json.length) {
            byte next = json[at];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next;
            }
            at++;
        }
        return END;
    }

    /** Skips white space, and {@code c} if it comes next. Returns whether {@code c} came next. */
    boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /**
     * Skips white space and {@code c}.
     *
     * @throws UnusableRecordException if {@code c} does not come next
     */
    void expect(char c) throws UnusableRecordException {
        if (!take(c)) {
            throw notJson();
        }
    }

    /** Skips {@code opening}, which begins level {@code depth}. */
    void open(char opening, int depth) throws UnusableRecordException {
        expect(opening);
        if (depth > maxDepth) {
            throw new UnusableRecordException(Reason.TOO_DEEP, "nested too deep");
        }
    }

    /** Skips one value of any kind. The value stands inside {@code depth} levels. */
    void skip(int depth) throws UnusableRecordException {
        switch (peek()) {
            case '{' -> skipObject(depth + 1);
            case '[' -> skipArray(depth + 1);
            case '"' -> skipString();
            case 't' -> skipWord("true");
            case 'f' -> skipWord("false");
            case 'n' -> skipWord("null");
            default -> skipNumber();
        }
    }

    private void skipObject(int depth) throws UnusableRecordException {
        open('{', depth);
        if (take('}')) {
            return;
        }
        do {
            skipString();
            expect(':');
            skip(depth);
        } while (take(','));
        expect('}');
    }

    private void skipArray(int depth) throws UnusableRecordException {
        open('[', depth);
        if (take(']')) {
            return;
        }
        do {
            skip(depth);
        } while (take(','));
        expect(']');
    }

    /** Skips a string; returns whether it contains escapes. */
    boolean skipString() throws UnusableRecordException {
        expect('"');
        boolean escapes = false;
        int ordinary = at; // a local variable, because it makes this loop fast and most of the time is spent here
        while (ordinary < json.length) {
            byte next = json[ordinary++];
            if (next == '"') {
                at = ordinary;
                return escapes;
            }
            if (next == '\\') {
                escapes = true;
                at = ordinary;
                skipEscape();
                ordinary = at;
            } else if (next >= 0 && next < ' ') {
                throw notJson();
            }
        }
        throw notJson();
    }

    private void skipEscape() throws UnusableRecordException {
        int digits =
                switch (next()) {
                    case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 0;
                    case 'u' -> 4;
                    default -> throw notJson();
                };
        for (; digits > 0; digits--) {
            byte next = next();
            if (!isHexDigit(next)) {
                throw notJson();
            }
        }
    }

    private void skipWord(String word) throws UnusableRecordException {
        for (int i = 0; i < word.length(); i++) {
            if (next() != word.charAt(i)) {
                throw notJson();
            }
        }
    }

    /**
     * Skips a number. A letter or digit that must not follow a number fails later, where a comma or bracket is
     * required.
     */
    private void skipNumber() throws UnusableRecordException {
        takeOne('-', '-');
        if (!takeOne('0', '0')) {
            skipDigits();
        }
        if (takeOne('.', '.')) {
            skipDigits();
        }
        if (takeOne('e', 'E')) {
            takeOne('+', '-');
            skipDigits();
        }
    }

    private void skipDigits() throws UnusableRecordException {
        int start = at;
        while (at < json.length && isDigit(json[at])) {
            at++;
        }
        if (at == start) {
            throw notJson();
        }
    }

    private boolean takeOne(char one, char other) {
        boolean found = at < json.length && (json[at] == one || json[at] == other);
        at += found ? 1 : 0;
        return found;
    }

    private byte next() throws UnusableRecordException {
        if (at == json.length) {
            throw notJson();
        }
        return json[at++];
    }

    private static boolean isHexDigit(byte b) {
        return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The exception for text that is not JSON. */
    static UnusableRecordException notJson() {
        return new UnusableRecordException(Reason.NOT_JSON, "not JSON in UTF-8");
    }
}
