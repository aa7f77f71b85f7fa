package dev.taskcast.stream;

import dev.taskcast.admission.ConnectRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What a browser is told when a page of another origin asks (Fetch Standard, CORS). A page may read an answer exactly
 * if it may connect, by the same rule as for sockets. The answer allows no credentials: a token in a cookie counts only
 * for our own pages.
 */
final class CrossOrigin {
    private static final String MAX_AGE_SECONDS = "7200";

    private CrossOrigin() {}

    /** Called for each answer: lets a page read the answer if that page may connect. */
    static void tell(HttpServletRequest request, ConnectRequest read, HttpServletResponse response) {
        response.setHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && read.foreignPage().isEmpty()) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate");
        }
    }

    /** Called for the answer to a preflight: tells the allowed method and headers. */
    static void allow(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", "GET");
        response.setHeader("Access-Control-Allow-Headers", "authorization, last-event-id, cache-control");
        response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    }
}
