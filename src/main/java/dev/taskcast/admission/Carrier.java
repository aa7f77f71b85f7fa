package dev.taskcast.admission;

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

    /** What a client does that may not have its token in the URL. */
    String insteadOfUrl() {
        return insteadOfUrl;
    }
}
