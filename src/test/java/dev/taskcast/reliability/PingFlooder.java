package dev.taskcast.reliability;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A client that sends protocol pings and reads nothing, until its own write blocks. After that, the container's pong
 * blocks, and every call into the container for this connection blocks too.
 */
public final class PingFlooder implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 2_048;
    private static final int SEND_BUFFER = 65_536;
    private static final int PAYLOAD = 125;

    private final SocketChannel channel = SocketChannel.open();
    private final ByteBuffer pings = ByteBuffer.allocate(64 * (6 + PAYLOAD));

    /** Connects, with {@code token} if it is present, and reads the answer to the upgrade. */
    public PingFlooder(URI gateway, Optional<String> token) throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
        channel.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        String request = "GET /ws HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + token.map(it -> "Authorization: Bearer " + it + "\r\n").orElse("") + "\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(512);
        channel.read(answer);
        if (!new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 101")) {
            throw new IOException("No upgrade");
        }
        channel.configureBlocking(false);
        while (pings.hasRemaining()) {
            pings.put((byte) 0x89).put((byte) (0x80 | PAYLOAD)).putInt(0).put(new byte[PAYLOAD]);
        }
        pings.flip();
    }

    /** Sends pings until the connection accepts no more for now. It returns false if the connection was cut. */
    public boolean flood() {
        try {
            do {
                if (!pings.hasRemaining()) {
                    pings.rewind();
                }
            } while (channel.write(pings) > 0);
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
