package dev.taskcast.sessions;

/**
 * How a device came, for an operator.
 *
 * @param transport what carries its frames: {@code websocket} or {@code sse}
 * @param address the IP address that it comes from; empty text when nobody tells it
 * @param client the program that it says it is; empty text when it does not say so
 */
public record Peer(String transport, String address, String client) {
    /** One of which nothing is known. */
    public static final Peer UNKNOWN = new Peer("", "", "");
}
