package dev.taskcast.socket;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

/**
 * Shows the container only as much of an upgrade request as it can bear.
 *
 * <p>No HTTP session: it would make one, and a cookie, for every upgrade, which cost memory, and would close
 * the socket when it expires. And nothing that it fails to parse, because then it writes the address to its
 * log and the whole request into an FFDC file, the token in the URL included: a malformed address is
 * answered with 400, the query (which {@link Handshake} reads) and the extensions (none is supported) are
 * not shown.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class UpgradeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (hasAddress(request)) {
            chain.doFilter(new Upgrade(request), response);
        } else {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        }
    }

    private static boolean hasAddress(HttpServletRequest request) {
        try {
            return new URI(request.getRequestURL() + "?" + request.getQueryString()).isAbsolute();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static final class Upgrade extends HttpServletRequestWrapper {
        Upgrade(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            List<String> names = Collections.list(super.getHeaderNames());
            names.removeIf(EXTENSIONS::equalsIgnoreCase);
            return Collections.enumeration(names);
        }

        @Override
        public String getHeader(String name) {
            return EXTENSIONS.equalsIgnoreCase(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return EXTENSIONS.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }

        @Override
        public HttpSession getSession() {
            return null;
        }

        @Override
        public HttpSession getSession(boolean create) {
            return null;
        }
    }
}
