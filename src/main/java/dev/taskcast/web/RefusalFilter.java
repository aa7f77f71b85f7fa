package dev.taskcast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses requests for which Taskcast has no route: a missing file (404), an unusual method (405), a compressed body
 * (415). The container would refuse them with a log line, an FFDC file and its own name.
 *
 * <p>Compressed bodies of events are left to their routes. Those routes read a refused body to its end, and must answer
 * {@code DROP} to a sidecar.
 */
final class RefusalFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> OF_EVENTS = Set.of("/events", "/task-updates");
    private static final String SOCKET = "/*/ws/*";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isForTheGate(request)) {
            chain.doFilter(request, response);
        } else if (!METHODS.contains(request.getMethod())) {
            response.setHeader("Allow", String.join(", ", METHODS));
            refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, Optional.empty());
        } else if (isCompressed(request)) {
            response.setHeader("Accept-Encoding", "identity");
            refuse(
                    response,
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    Optional.of("Content-Encoding: send the body as it is, without compression"));
        } else if (!isThere(request)) {
            refuse(response, HttpServletResponse.SC_NOT_FOUND, Optional.empty());
        } else {
            chain.doFilter(request, response);
        }
    }

    /** The connection ends, because the body is not read. */
    private static void refuse(HttpServletResponse response, int status, Optional<String> sentence) {
        response.setHeader("Connection", "close");
        ErrorServlet.answer(response, status, sentence);
    }

    private static boolean isCompressed(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        return encoding != null
                && !encoding.strip().equalsIgnoreCase("identity")
                && !OF_EVENTS.contains(request.getServletPath());
    }

    /** Whether there is a servlet's route or a file. */
    private static boolean isThere(HttpServletRequest request) {
        MappingMatch match = request.getHttpServletMapping().getMappingMatch();
        return match == MappingMatch.EXACT
                || match == MappingMatch.PATH
                || path(request).matches("/|/(index\\.html|client/.+|demo/.+)");
    }

    /**
     * The filter of the WebSocket edge answers requests for a WebSocket, and paths that are close to the path of
     * sockets.
     */
    private static boolean isForTheGate(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return request.getMethod().equals("GET")
                        && upgrade != null
                        && upgrade.toLowerCase(Locale.ROOT).contains("websocket")
                || path(request).matches(SOCKET);
    }

    /** The path as the container parses it. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
    }
}
