package dev.taskcast.sessions;

/**
 * How a device connected, for an operator.
 *
 * @param transport what carries its frames: {@code websocket} or {@code sse}
 * @param address its IP address; empty text if it is unknown
 * @param client the name of its program, as the client states it; empty text if it states no name
 */
public record Peer(String transport, String address, String client) {
    /** A device about which nothing is known. */
    public static final Peer UNKNOWN = new Peer("", "", "");
}
