package dev.taskcast.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes of a binary CloudEvent, on their way from HTTP headers to record headers.
 *
 * <p>In HTTP they are called {@code ce-…} and percent-encoded (HTTP protocol binding §3.1.3); a record has
 * {@code ce_…} in UTF-8 (Kafka protocol binding §3.2.3), and so do the headers with which Dapr hands on a
 * record.
 */
final class BinaryAttributes {
    private static final String IN_HTTP = "ce-";
    private static final String IN_KAFKA = "ce_";

    private BinaryAttributes() {}

    /** Whether {@code message} is a binary CloudEvent. */
    static boolean areIn(HttpMessage message) {
        return message.headers().containsKey(IN_HTTP + "specversion")
                || message.headers().containsKey(IN_KAFKA + "specversion");
    }

    /** The attributes as record headers; 400 for one that is not text. */
    static Map<String, String> of(HttpMessage message) {
        Map<String, String> attributes = new LinkedHashMap<>();
        message.headers().forEach((name, value) -> {
            if (name.startsWith(IN_HTTP)) {
                attributes.put(IN_KAFKA + name.substring(IN_HTTP.length()), decoded(name, value));
            } else if (name.startsWith(IN_KAFKA)) {
                attributes.put(name, value);
            }
        });
        return attributes;
    }

    private static String decoded(String name, String value) {
        String text = unquoted(value.strip());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (c > '~') {
                throw notText(name);
            }
            bytes.write(low >= 0 ? high << 4 | low : c);
            i += low >= 0 ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw notText(name);
        }
    }

    /** Some senders quote a value as RFC 9110 §5.6.4 describes, which a receiver has to undo first. */
    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    private static ProblemException notText(String name) {
        return ProblemException.badRequest(name + ": not percent-encoded UTF-8").member("field", name);
    }
}
