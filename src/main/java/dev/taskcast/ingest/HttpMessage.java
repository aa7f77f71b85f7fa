package dev.taskcast.ingest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request's headers and body, independent of any HTTP library.
 *
 * @param headers its headers, by name in lower case; the first value of each
 * @param body its body, or the beginning of a body that is too large
 * @param isWhole whether the body is complete
 */
record HttpMessage(Map<String, String> headers, byte[] body, boolean isWhole) {
    /** Creates a message whose body is complete. */
    HttpMessage(Map<String, String> headers, byte[] body) {
        this(headers, body, true);
    }

    /** The message of {@code request}, without its body. */
    static HttpMessage head(HttpServletRequest request) {
        Map<String, String> first = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            first.putIfAbsent(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        return new HttpMessage(first, new byte[0]);
    }

    HttpMessage with(RequestBody.Body came) {
        return new HttpMessage(headers, came.bytes(), came.isWhole());
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

    /** Whether the body is compressed. The gateway does not decompress it. */
    boolean isEncoded() {
        return !header("content-encoding").orElse("identity").strip().equalsIgnoreCase("identity");
    }

    private String contentType() {
        return header("content-type").orElse("").toLowerCase(Locale.ROOT);
    }
}
