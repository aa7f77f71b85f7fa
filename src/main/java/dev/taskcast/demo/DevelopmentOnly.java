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
 * Hides the demo page and the development API from everyone but a developer at this machine.
 *
 * <p>In production it answers 404. In development it answers 403 to a request from elsewhere or through a proxy. It
 * also does so if the request names a host that is not this machine (DNS rebinding), or if another machine's page sent
 * it.
 */
@WebFilter(
        urlPatterns = {"/", "/index.html", "/demo/*", "/dev/*"},
        asyncSupported = true)
final class DevelopmentOnly extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Mode mode;

    /** The container calls this. */
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
