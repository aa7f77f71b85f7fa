package dev.taskcast.events;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Decodes text strictly, so that callers can rely on valid UTF-8. */
public final class StrictText {
    private static final char REPLACEMENT = '\uFFFD';

    private StrictText() {}

    /**
     * The text of {@code bytes}, if they are valid UTF-8 (RFC 3629: no overlong form, no surrogate).
     *
     * <p>The JDK's fast decoder marks errors with U+FFFD, a character that the producer may also have written. Only
     * text that contains it is decoded again, by the slow decoder that distinguishes the two.
     */
    public static Optional<String> utf8(byte[] bytes) {
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
}
