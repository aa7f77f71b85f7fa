package dev.taskcast.socket;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Map;

/** What is wrong with a WebSocket request (RFC 6455 §4.2.1), and what its client is told. */
enum HandshakeFault {
    /** It asks for a connection at another path than that of the endpoint. */
    PATH(
            HttpServletResponse.SC_NOT_FOUND,
            "Nothing is at this path. Devices connect to " + TaskcastEndpoint.PATH
                    + ", written exactly like this, without a slash at the end."),
    /** Its method is not GET. */
    METHOD(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "A WebSocket begins with a GET request."),
    /** Its version of HTTP has no {@code Upgrade}. */
    HTTP_VERSION(
            HttpServletResponse.SC_BAD_REQUEST,
            "A WebSocket begins with HTTP/1.1. A proxy in front must use it too: in nginx, proxy_http_version 1.1."),
    /** Its URL is malformed, or its Host header does not name exactly one host. */
    MALFORMED(HttpServletResponse.SC_BAD_REQUEST, "The URL of the request, or its header Host, is malformed."),
    /** It declares a body. */
    BODY(HttpServletResponse.SC_BAD_REQUEST, "A request for a WebSocket has no body."),
    /** It does not ask for a WebSocket. */
    NO_UPGRADE(
            OpeningHandshake.UPGRADE_REQUIRED,
            "This is a WebSocket endpoint: connect with a WebSocket client. If you did, a proxy in front removed the headers"
                    + " Upgrade and Connection: it must pass them on."),
    /** Its {@code Connection} header lacks {@code upgrade}. */
    CONNECTION(
            HttpServletResponse.SC_BAD_REQUEST,
            "The header Connection does not contain upgrade. A proxy in front must pass on Upgrade and Connection:"
                    + " in nginx, proxy_set_header Connection \"upgrade\"."),
    /** It asks for another version of WebSocket. */
    WEBSOCKET_VERSION(
            OpeningHandshake.UPGRADE_REQUIRED,
            "Only version 13 of WebSocket is supported: send the header Sec-WebSocket-Version once, with the value 13."),
    /** It has no key, several keys, or a malformed key. */
    KEY(HttpServletResponse.SC_BAD_REQUEST, "The header Sec-WebSocket-Key must occur once, with 16 bytes in base64.");

    private final int status;
    private final String sentence;

    HandshakeFault(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    PlainAnswer answer() {
        return new PlainAnswer(status, headers(), sentence);
    }

    /** The value of the metric's tag. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private Map<String, String> headers() {
        return switch (this) {
            case METHOD -> Map.of("Allow", "GET");
            // Otherwise the container would wait for the body before it reads the next request.
            case BODY -> Map.of("Connection", "close");
            case NO_UPGRADE, WEBSOCKET_VERSION -> OpeningHandshake.OFFER;
            case PATH, HTTP_VERSION, MALFORMED, CONNECTION, KEY -> Map.of();
        };
    }
}
