package dev.taskcast.demo;

import dev.taskcast.auth.ThisMachine;
import dev.taskcast.config.Mode;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Hides demo page and development API from everyone but a developer at this machine.
 *
 * <p>404 in production. In development 403 for a request that comes from elsewhere or through a proxy, asks
 * for a host that is not this machine (DNS rebinding), or was made by a page of another machine.
 */
@WebFilter(
        urlPatterns = {"/", "/index.html", "/demo/*", "/dev/*"},
        asyncSupported = true)
final class DevelopmentOnly extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Mode mode;

    /** For the container. */
    @Inject
    DevelopmentOnly(Mode mode) {
        this.mode = mode;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (mode != Mode.DEVELOPMENT) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (!ThisMachine.sent(request) || !ThisMachine.hasPageOf(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Development mode answers this machine only");
        } else {
            chain.doFilter(request, response);
        }
    }
}
