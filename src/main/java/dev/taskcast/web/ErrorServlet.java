package dev.taskcast.web;

import dev.taskcast.wire.Json;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * The page of every error (web.xml): a problem document (RFC 9457) with only the status and, if Taskcast wrote it, the
 * sentence that says why. It never repeats a message of the container, because that message names the container.
 */
@WebServlet("/problem")
final class ErrorServlet extends HttpServlet {
    private static final Logger LOGGER = Logger.getLogger(ErrorServlet.class.getName());
    private static final long serialVersionUID = 1L;
    private static final Pattern OF_THE_CONTAINER =
            Pattern.compile("[A-Z]{4,5}\\d{4}[A-Z]|Exception|(?i:servlet)|(?i:default implementation)");
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            415, "Unsupported Media Type",
            426, "Upgrade Required",
            500, "Internal Server Error",
            501, "Not Implemented",
            503, "Service Unavailable");

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        answer(response, status(request), sentence(request));
    }

    /** Answers with {@code status} and its problem document, if the client is still connected. */
    static void answer(HttpServletResponse response, int status, Optional<String> sentence) {
        byte[] document = problem(status, sentence).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(document.length);
        try {
            response.getOutputStream().write(document);
        } catch (IOException left) {
            LOGGER.log(Level.FINE, "An error could not be answered", left);
        }
    }

    static String problem(int status, Optional<String> sentence) {
        return "{\"type\":\"about:blank\",\"title\":"
                + Json.quoted(TITLES.getOrDefault(status, "Error"))
                + ",\"status\":"
                + status
                + sentence.filter(text -> !OF_THE_CONTAINER.matcher(text).find())
                        .map(text -> ",\"detail\":" + Json.quoted(text))
                        .orElse("")
                + "}";
    }

    /** A direct request for this page gets 404. */
    private static int status(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? status
                : HttpServletResponse.SC_NOT_FOUND;
    }

    private static Optional<String> sentence(HttpServletRequest request) {
        return Optional.ofNullable(request.getAttribute(RequestDispatcher.ERROR_MESSAGE))
                .map(Object::toString);
    }
}
