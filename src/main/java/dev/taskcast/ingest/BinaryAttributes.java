package dev.taskcast.ingest;

import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns the attributes of a binary CloudEvent from HTTP headers into record headers.
 *
 * <p>In HTTP they are called {@code ce-…} and are percent-encoded (HTTP protocol binding §3.1.3). A record has
 * {@code ce_…} in UTF-8 (Kafka protocol binding §3.2.3), and Dapr delivers a record with these headers. The container
 * reads each byte of a header as one character (Latin-1), so this class decodes the bytes as UTF-8.
 */
final class BinaryAttributes {
    /** The prefix of the attributes in a record. */
    static final String IN_KAFKA = "ce_";

    private static final String IN_HTTP = "ce-";
    private static final char LAST_OF_LATIN_1 = '\u00FF';

    private BinaryAttributes() {}

    /** Whether {@code message} is a binary CloudEvent, or has at least the attribute for the address or the channel. */
    static boolean areIn(HttpMessage message) {
        return hasAttribute(message, "specversion")
                || hasAttribute(message, "taskcastuser")
                || hasAttribute(message, "taskcastchannel");
    }

    private static boolean hasAttribute(HttpMessage message, String name) {
        return message.headers().containsKey(IN_HTTP + name)
                || message.headers().containsKey(IN_KAFKA + name);
    }

    /** The attributes as record headers. */
    static Map<String, String> of(HttpMessage message) throws UnusableRecordException {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            String name = header.getKey();
            if (name.startsWith(IN_HTTP)) {
                attributes.put(IN_KAFKA + name.substring(IN_HTTP.length()), decoded(name, header.getValue()));
            } else if (name.startsWith(IN_KAFKA)) {
                attributes.put(name, utf8(name, latin1(name, header.getValue())));
            }
        }
        return attributes;
    }

    /** {@code text} in the form that HTTP headers have. */
    static String asHeader(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin1(String name, String value) throws UnusableRecordException {
        if (value.chars().anyMatch(c -> c > LAST_OF_LATIN_1)) {
            throw notText(name);
        }
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String decoded(String name, String value) throws UnusableRecordException {
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
        return utf8(name, bytes.toByteArray());
    }

    private static String utf8(String name, byte[] bytes) throws UnusableRecordException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw notText(name);
        }
    }

    /** Removes the quotes of RFC 9110 §5.6.4, which some senders put around a value. */
    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    private static UnusableRecordException notText(String name) {
        String form = name.startsWith(IN_HTTP) ? "not percent-encoded UTF-8" : "not UTF-8";
        return new UnusableRecordException(Reason.BAD_ENVELOPE, name + ": " + form);
    }
}
