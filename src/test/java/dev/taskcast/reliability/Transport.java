package dev.taskcast.reliability;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The ways to carry the frames of a link. */
public enum Transport {
    SOCKET {
        @Override
        Link link(Device device, URI gateway, Optional<String> place) {
            return new SocketLink(device, gateway, place);
        }

        @Override
        String head(String query) {
            return "GET /ws" + query + " HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
        }
    },
    STREAM {
        @Override
        Link link(Device device, URI gateway, Optional<String> place) {
            return new StreamLink(device, gateway, place);
        }

        @Override
        String head(String query) {
            return "GET /events" + query + " HTTP/1.1\r\nAccept: text/event-stream\r\n";
        }
    };

    /** A link of {@code device} that is not open yet. */
    abstract Link link(Device device, URI gateway, Optional<String> place);

    /** The first lines of a request. */
    abstract String head(String query);

    /** The request of a client that writes its own bytes. {@code query} begins with a question mark, or is empty. */
    byte[] request(URI gateway, String query, String token) {
        return (head(query) + "Host: " + gateway.getAuthority() + "\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    Transport other() {
        return this == SOCKET ? STREAM : SOCKET;
    }
}
