package dev.taskcast.admission;

import java.util.Locale;

/** What carries the frames of a connection. */
public enum Carrier {
    /** A WebSocket. */
    WEBSOCKET("send it in the first frame"),
    /** A stream of server-sent events. */
    SSE("send the header Authorization: Bearer");

    private final String insteadOfUrl;

    Carrier(String insteadOfUrl) {
        this.insteadOfUrl = insteadOfUrl;
    }

    /** The word in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a client does that may not have its token in the URL. */
    String insteadOfUrl() {
        return insteadOfUrl;
    }
}
