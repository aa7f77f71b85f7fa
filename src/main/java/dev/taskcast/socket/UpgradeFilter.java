package dev.taskcast.socket;

import dev.taskcast.auth.TokenVerifier;
import jakarta.inject.Inject;
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
import java.util.concurrent.ThreadLocalRandom;

/**
 * Shows the container only as much of an upgrade request as it can bear.
 *
 * <p>No HTTP session: it would make one, and a cookie, for every upgrade, which cost memory, and would close
 * the socket when it expires. Not the query, which may hold a token: it would keep it as long as the
 * connection, and write it into an FFDC file at any failure; {@link Handshake} gets it by the thread that
 * handles the request. And nothing that it fails to parse, because then it dumps the request as well: a
 * malformed address is answered with 400, and extensions (none is supported) are not shown.
 *
 * <p>Not one that declares a body, which no upgrade has: the container would read the body and the socket's frames
 * side by side, and when such a client left, one of its threads could wait for ever to say farewell to it.
 *
 * <p>And not more of them per second than the setting allows: the others are told when to come again, which costs
 * little here.
 *
 * <p>Nor one whose token was refused a short time ago: the first time the client sees a close code, then HTTP 401. A client that
 * counts every 101 as a success would otherwise come back once a second, for ever.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class UpgradeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<HttpServletRequest> CURRENT = new ThreadLocal<>();
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String CHALLENGE = "Bearer realm=\"taskcast\", error=\"invalid_token\"";
    /** Spread, so that those who come again do not come together. */
    private static final int RETRY_AFTER_SECONDS = 10;

    private final transient Admission admission;
    private final transient TokenVerifier verifier;

    /** For the container. */
    @Inject
    public UpgradeFilter(Admission admission, TokenVerifier verifier) {
        this.admission = admission;
        this.verifier = verifier;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        if (!hasAddress(request)) {
            turnAway(TurnedAway.MALFORMED, response);
        } else if (declaresBody(request)) {
            // Or the container would wait for the body before it read the next request.
            response.setHeader("Connection", "close");
            turnAway(TurnedAway.BODY, response);
        } else if (upgrade && !admission.mayBegin(request.getRemoteAddr(), System.nanoTime())) {
            int seconds = ThreadLocalRandom.current().nextInt(RETRY_AFTER_SECONDS) + 1;
            response.setHeader("Retry-After", Integer.toString(seconds));
            response.sendError(TurnedAway.TOO_FAST.status());
        } else if (upgrade
                && Handshake.token(request).filter(verifier::refusedLately).isPresent()) {
            response.setHeader("WWW-Authenticate", CHALLENGE);
            turnAway(TurnedAway.REFUSED_TOKEN, response);
        } else {
            CURRENT.set(request);
            try {
                chain.doFilter(new Upgrade(request), response);
            } finally {
                CURRENT.remove();
            }
        }
    }

    /** The whole upgrade request that this thread is handling, of which the container sees a part. */
    static HttpServletRequest current() {
        return CURRENT.get();
    }

    private void turnAway(TurnedAway why, HttpServletResponse response) throws IOException {
        admission.turnAway(why);
        response.sendError(why.status());
    }

    private static boolean declaresBody(HttpServletRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || length != null && !length.equals("0");
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
        public String getQueryString() {
            return null;
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
