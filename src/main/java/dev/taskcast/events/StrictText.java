package dev.taskcast.events;

import dev.taskcast.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What text has to be before anybody relies on it: real UTF-8, and names without traps. */
final class StrictText {
    private static final char REPLACEMENT = '\uFFFD';

    private StrictText() {}

    /**
     * The text of {@code bytes}, if they are UTF-8 without error (RFC 3629: no overlong form, no surrogate).
     *
     * <p>The JDK's fast decoder marks errors with U+FFFD; only text that holds one, which may be the
     * producer's own, is decoded again by the slow decoder that tells the two apart.
     */
    static Optional<String> utf8(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return Optional.of(text);
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** Whether {@code text} can name something: not blank, at most {@code max} chars, no control character. */
    static boolean isName(String text, int max) {
        return text.length() <= max && !text.isBlank() && !hasControlCharacter(text) && Json.isWellFormed(text);
    }

    /** Whether {@code text} is an event type: names of letters, digits, {@code _} and {@code -}, joined by dots. */
    static boolean isDotted(String text, int max) {
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
