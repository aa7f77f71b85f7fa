package dev.taskcast.web;

import dev.taskcast.config.ManagementSettings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Separates the routes of operators from those of devices if {@code MANAGEMENT_PORT} is set (server.xml). Each is 404
 * on the other's port, as if it did not exist.
 *
 * <p>The port is the socket's local port, not the one that the request names. {@code /health} is the server's own route
 * and never reaches this filter.
 */
final class ManagementFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    /** The operators' routes, each with all paths below it. */
    private static final List<String> MANAGEMENT = List.of("/metrics", "/admin", "/presence");

    private final transient ManagementSettings settings;

    @Inject
    ManagementFilter(ManagementSettings settings) {
        this.settings = settings;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (settings.port().isEmpty() || isManagement(request) == isManagementPort(request)) {
            chain.doFilter(request, response);
        } else {
            // The body is not read, so the connection must end.
            response.setHeader("Connection", "close");
            ErrorServlet.answer(response, HttpServletResponse.SC_NOT_FOUND, Optional.empty());
        }
    }

    private boolean isManagementPort(HttpServletRequest request) {
        return request.getLocalPort() == settings.port().getAsInt();
    }

    /** Decides by the path as the container parses it. */
    private static boolean isManagement(HttpServletRequest request) {
        String path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        return MANAGEMENT.stream().anyMatch(route -> path.equals(route) || path.startsWith(route + "/"));
    }
}
