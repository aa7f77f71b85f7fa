package dev.taskcast.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request's headers and body, apart from any HTTP library.
 *
 * @param headers its headers, by name in lower case; the first value of each
 * @param body its body
 */
record HttpMessage(Map<String, String> headers, byte[] body) {
    /** The message with {@code headers}, in any case, whose body has at most {@code maxBytes}; else 413. */
    static HttpMessage read(Map<String, List<String>> headers, InputStream body, int maxBytes) throws IOException {
        Map<String, String> first = new TreeMap<>();
        headers.forEach((name, values) -> first.putIfAbsent(name.toLowerCase(Locale.ROOT), values.get(0)));
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw ProblemException.tooLarge("The body has more than " + maxBytes + " bytes");
        }
        return new HttpMessage(first, bytes);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The media type without parameters, in lower case. */
    String mediaType() {
        return contentType().split(";", 2)[0].strip();
    }

    /** Whether the content type names an encoding other than UTF-8, the only one that JSON has (RFC 8259 §8.1). */
    boolean isOtherThanUtf8() {
        String type = contentType().replace("\"", "").replace(" ", "");
        return type.contains(";charset=") && !type.contains(";charset=utf-8");
    }

    /** Whether the body is compressed, which nobody here undoes. */
    boolean isEncoded() {
        return !header("content-encoding").orElse("identity").equalsIgnoreCase("identity");
    }

    private String contentType() {
        return header("content-type").orElse("").toLowerCase(Locale.ROOT);
    }
}
