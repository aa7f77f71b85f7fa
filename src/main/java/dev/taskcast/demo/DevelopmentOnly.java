package dev.taskcast.demo;

import dev.taskcast.config.Mode;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;

/**
 * Hides demo page and development API from everyone but a developer at this machine.
 *
 * <p>404 in production. In development 403 for a request that comes from elsewhere or through a proxy, asks
 * for a host that is not this machine (DNS rebinding), or was made by a page of another site.
 */
@WebFilter(
        urlPatterns = {"/", "/index.html", "/demo/*", "/dev/*"},
        asyncSupported = true)
public class DevelopmentOnly extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final transient Mode mode;

    /** For the container. */
    @Inject
    public DevelopmentOnly(Mode mode) {
        this.mode = mode;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (mode != Mode.DEVELOPMENT) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (!isOfThisMachine(request) || isOfAnotherSite(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Development mode answers this machine only");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isOfThisMachine(HttpServletRequest request) throws IOException {
        boolean proxied = request.getHeader("Forwarded") != null || request.getHeader("X-Forwarded-For") != null;
        return !proxied
                && InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
                && THIS_MACHINE.contains(request.getServerName());
    }

    private static boolean isOfAnotherSite(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        return origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host);
    }
}
