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
 * Keeps the routes of operators and those of devices apart where {@code MANAGEMENT_PORT} is set (server.xml): each is 404 on the
 * other's port, as if it did not exist.
 *
 * <p>The port is that of the socket, whatever the request says of it. {@code /health} is the server's own and never comes here.
 */
final class ManagementFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    /** Each with all that is below it. */
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
            // Nobody reads the body.
            response.setHeader("Connection", "close");
            ErrorServlet.answer(response, HttpServletResponse.SC_NOT_FOUND, Optional.empty());
        }
    }

    private boolean isManagementPort(HttpServletRequest request) {
        return request.getLocalPort() == settings.port().getAsInt();
    }

    /** By the path as the container reads it. */
    private static boolean isManagement(HttpServletRequest request) {
        String path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        return MANAGEMENT.stream().anyMatch(route -> path.equals(route) || path.startsWith(route + "/"));
    }
}
