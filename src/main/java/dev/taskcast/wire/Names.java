package dev.taskcast.wire;

/** The rules for texts that name something: which characters they may contain, and how long they may be. */
public final class Names {
    /** What the name of a client's program must be, in words for the client. */
    public static final String PROGRAM = "at most 64 printable characters of ASCII, such as board/2.1";

    private static final int MAX_PROGRAM = 64;

    private Names() {}

    /** Whether {@code text} can name a client's program. */
    public static boolean isProgram(String text) {
        return isName(text, MAX_PROGRAM) && text.chars().allMatch(c -> c <= '~');
    }

    /**
     * Whether {@code text} can name something: not blank, at most {@code max} characters, no control character, valid
     * UTF-16.
     */
    public static boolean isName(String text, int max) {
        return text.length() <= max && !text.isBlank() && !hasControlCharacter(text) && Json.isWellFormed(text);
    }

    /** Whether {@code text} is an event type: names of letters, digits, {@code _} and {@code -}, joined by dots. */
    public static boolean isDotted(String text, int max) {
        boolean expectName = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (expectName) {
                    return false;
                }
                expectName = true;
            } else if (isLetterOrDigit(c) || c == '_' || c == '-') {
                expectName = false;
            } else {
                return false;
            }
        }
        return !expectName && text.length() <= max;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean hasControlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
