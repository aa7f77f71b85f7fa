package dev.taskcast.admission;

/** The kind of connection that carries frames. */
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

    /** The word in metrics, and in answers to operators. */
    String word() {
        return word;
    }

    /** How a client sends its token when tokens in the URL are not allowed. */
    String insteadOfUrl() {
        return insteadOfUrl;
    }
}
