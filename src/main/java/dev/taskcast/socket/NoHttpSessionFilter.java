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
import java.util.Map;

/**
 * Keeps the container from making an HTTP session, and a cookie, for every upgrade: it would cost memory,
 * and close the socket when it expires. And from parsing the query, which {@link Handshake} does: where it
 * finds a wrong escape, the container would dump the request, token and all, into an FFDC file.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class NoHttpSessionFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(new Upgrade(request), response);
    }

    private static final class Upgrade extends HttpServletRequestWrapper {
        Upgrade(HttpServletRequest request) {
            super(request);
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
