package dev.taskcast.socket;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;

/** Why a request for a connection is answered with an HTTP status, before it costs anything. */
enum TurnedAway {
    /** It came too fast. */
    TOO_FAST(HttpServletResponse.SC_SERVICE_UNAVAILABLE),
    /** Its address is none. */
    MALFORMED(HttpServletResponse.SC_BAD_REQUEST),
    /** Its token was refused a short time ago. */
    REFUSED_TOKEN(HttpServletResponse.SC_UNAUTHORIZED),
    /** It declares a body. */
    BODY(HttpServletResponse.SC_BAD_REQUEST);

    private final int status;

    TurnedAway(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The word in the metric. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
