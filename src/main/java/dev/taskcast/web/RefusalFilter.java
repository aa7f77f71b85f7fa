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
 * Refuses what no route of ours takes, before the container does so in its own way, with a log line, an FFDC file and its
 * name: a file that is not there (404), a method that is none of HTTP's usual ones (405), a compressed body (415).
 *
 * <p>Compressed bodies of events are left to their routes, which read to the end what they refuse, and have to say
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

    /** The connection ends, since nobody reads the body. */
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

    /** A servlet's route, or a file. */
    private static boolean isThere(HttpServletRequest request) {
        MappingMatch match = request.getHttpServletMapping().getMappingMatch();
        return match == MappingMatch.EXACT
                || match == MappingMatch.PATH
                || path(request).matches("/|/(index\\.html|client/.+|demo/.+)");
    }

    /** What asks for a WebSocket, or nearly names its path, is answered by the gate of the socket's edge. */
    private static boolean isForTheGate(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return request.getMethod().equals("GET")
                        && upgrade != null
                        && upgrade.toLowerCase(Locale.ROOT).contains("websocket")
                || path(request).matches(SOCKET);
    }

    /** As the container reads it. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
    }
}
