package dev.taskcast.ingest;

import dev.taskcast.wire.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The answer to a request: JSON, or a problem document (RFC 9457).
 *
 * @param headers the headers other than the content type
 */
record Answer(int status, String contentType, String body, Map<String, String> headers) {
    private static final Logger LOGGER = Logger.getLogger(Answer.class.getName());

    static Answer json(int status, String body) {
        return new Answer(status, "application/json", body, Map.of());
    }

    /** The answer after {@code failure}. A client's fault is not logged; a defect of the gateway is. */
    static Answer to(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            return new Answer(problem.status(), ProblemException.MEDIA_TYPE, problem.json(), problem.headers());
        }
        LOGGER.log(Level.SEVERE, "TCAST1101E: A request failed unexpectedly", cause);
        return to(new ProblemException(500, "Internal Server Error", "The gateway failed"));
    }

    /** Sends the answer. A failure to send it to a client that has left is ignored. */
    void send(HttpServletResponse response) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(bytes.length);
        headers.forEach(response::setHeader);
        try {
            response.getOutputStream().write(bytes);
            response.getOutputStream().close();
        } catch (IOException left) {
            LOGGER.log(Level.FINE, "An answer could not be sent", left);
        }
    }
}
