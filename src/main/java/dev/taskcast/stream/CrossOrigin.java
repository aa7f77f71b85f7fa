package dev.taskcast.stream;

import dev.taskcast.admission.ConnectRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What a browser is told when a page of another origin asks (Fetch Standard, CORS). A page may read exactly if it may connect, by
 * the rule of sockets. Nothing is said of credentials: a token in a cookie counts for our own pages alone.
 */
final class CrossOrigin {
    private static final String MAX_AGE_SECONDS = "7200";

    private CrossOrigin() {}

    /** On each answer: lets a page read it if that page may connect. */
    static void tell(HttpServletRequest request, ConnectRequest read, HttpServletResponse response) {
        response.setHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && read.foreignPage().isEmpty()) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate");
        }
    }

    /** On the answer to a preflight: the allowed method and headers. */
    static void allow(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", "GET");
        response.setHeader("Access-Control-Allow-Headers", "authorization, last-event-id, cache-control");
        response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    }
}
