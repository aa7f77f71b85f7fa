package dev.taskcast.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a connection is allowed to do.
 *
 * @param origins the origins of pages that may connect, besides the gateway's own
 * @param queryToken whether {@code ?token=} is accepted
 * @param authDeadline how long a client without a token may take to send its first frame
 * @param maxUnauthenticated how many connections may wait for the first frame of their client
 * @param maxConnections how many connections there may be in total
 * @param maxTcpConnections how many TCP connections the server accepts, even without a whole request; 0 if unknown
 * @param sendBuffer how many unread bytes the kernel may keep for a device; 0 if unknown
 * @param maxPerAddress how many connections may come from one public address
 * @param upgradesPerSecond how many connections may begin per second on average
 * @param upgradesPerAddress how many connections may begin per second from one public address
 * @param maxFrameBytes the largest message of a client
 * @param maxFrameDepth the deepest nesting of objects and arrays in a message, including the message itself
 * @param framesPerSecond how many frames a client may send per second on average
 * @param bytesPerSecond how many bytes of text a client may send per second on average
 * @param maxInvalidFrames how many invalid frames are answered before the connection ends
 */
public record SocketSettings(
        List<Origin> origins,
        boolean queryToken,
        Duration authDeadline,
        int maxUnauthenticated,
        int maxConnections,
        int maxTcpConnections,
        int sendBuffer,
        int maxPerAddress,
        int upgradesPerSecond,
        int upgradesPerAddress,
        int maxFrameBytes,
        int maxFrameDepth,
        int framesPerSecond,
        int bytesPerSecond,
        int maxInvalidFrames) {
    private static final String ORIGINS =
            "*, null, or an origin as a browser sends it, such as https://app.example.com:"
                    + " scheme and host, a port unless it is the usual one, no path, no slash at the end, no other *";

    public SocketSettings {
        origins = List.copyOf(origins);
    }

    /** The settings {@code taskcast.socket.*}. */
    public static SocketSettings read(SettingValues settings) {
        int million = 1_000_000;
        return new SocketSettings(
                settings.values("taskcast.socket.origins", SocketSettings::origin, ORIGINS),
                settings.flag("taskcast.socket.query-token"),
                settings.duration("taskcast.socket.auth-deadline", Duration.ofMillis(100), Duration.ofMinutes(1)),
                settings.count("taskcast.socket.max-unauthenticated", 1, million),
                settings.count("taskcast.socket.max-connections", 1, million),
                ofServer(settings, "HTTP_MAX_CONNECTIONS"),
                ofServer(settings, "HTTP_SEND_BUFFER"),
                settings.count("taskcast.socket.max-per-address", 1, million),
                settings.count("taskcast.socket.upgrades-per-second", 1, million),
                settings.count("taskcast.socket.upgrades-per-address", 1, million),
                Math.toIntExact(settings.bytes("taskcast.socket.max-frame-bytes", 1 << 10, 1 << 20)),
                settings.count("taskcast.socket.max-frame-depth", 2, 100),
                settings.count("taskcast.socket.frames-per-second", 1, million),
                Math.toIntExact(settings.bytes("taskcast.socket.bytes-per-second", 1 << 10, 1 << 30)),
                settings.count("taskcast.socket.max-invalid-frames", 0, million));
    }

    /**
     * The whole number in the server's own variable {@code name}. It is 0 if the server has no such variable, or if
     * only the server can interpret its value.
     */
    private static int ofServer(SettingValues settings, String name) {
        return settings.optional(name)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::parseInt)
                .orElse(0);
    }

    private static Optional<Origin> origin(String text) {
        return text.equals("*") ? Optional.of(Origin.ANY) : Origin.parse(text).filter(Origin::isOfPages);
    }
}
