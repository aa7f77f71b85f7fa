package dev.taskcast.admission;

/** What carries the frames of a connection. */
public enum Carrier {
    /** A WebSocket. */
    WEBSOCKET("websocket", "send it in the first frame"),
    /** A stream of server-sent events. */
    SSE("sse", "send the header Authorization: Bearer");

    private final String word;
    private final String insteadOfUrl;

    Carrier(String word, String insteadOfUrl) {
        this.word = word;
        this.insteadOfUrl = insteadOfUrl;
    }

    /** The word in metrics, and what an operator is told. */
    String word() {
        return word;
    }

    /** What a client does that may not have its token in the URL. */
    String insteadOfUrl() {
        return insteadOfUrl;
    }
}
