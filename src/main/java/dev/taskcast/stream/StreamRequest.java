package dev.taskcast.stream;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.wire.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The parts of a request that only a stream has: whether it accepts a stream, and after which event it starts. */
final class StreamRequest {
    /** The media type of a stream. */
    static final String MEDIA_TYPE = "text/event-stream";

    private static final List<String> WANTED = List.of(MEDIA_TYPE, "text/*", "*/*");
    private static final Pattern REFUSED = Pattern.compile("\\s*q\\s*=\\s*0(\\.0*)?\\s*", Pattern.CASE_INSENSITIVE);

    private StreamRequest() {}

    /**
     * Checks {@code request}.
     *
     * @throws ProblemException 400 for a request with a body, 406 for one that does not accept a stream
     */
    static void check(HttpServletRequest request) {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            // Otherwise the container would wait for the body.
            throw ProblemException.badRequest("A request for a stream has no body")
                    .header("Connection", "close");
        }
        List<String> accept = lines(request, "Accept");
        if (!accept.isEmpty() && accept.stream().flatMap(StreamRequest::items).noneMatch(StreamRequest::isWanted)) {
            throw new ProblemException(406, "Not Acceptable", "A stream is here: send Accept: " + MEDIA_TYPE);
        }
    }

    /**
     * Returns {@code read} with the cursor of {@code Last-Event-ID}: a browser that reconnects repeats its URL with the
     * old cursor.
     */
    static ConnectRequest resumed(HttpServletRequest request, ConnectRequest read) {
        return lines(request, "Last-Event-ID").stream()
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .findFirst()
                .map(read::withCursor)
                .orElse(read);
    }

    private static boolean isWanted(String range) {
        String[] parts = range.split(";");
        return WANTED.contains(parts[0].strip().toLowerCase(Locale.ROOT))
                && Stream.of(parts).noneMatch(part -> REFUSED.matcher(part).matches());
    }

    private static Stream<String> items(String line) {
        return Stream.of(line.split(","));
    }

    private static List<String> lines(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }
}
