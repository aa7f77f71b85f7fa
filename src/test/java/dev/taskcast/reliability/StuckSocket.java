package dev.taskcast.reliability;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A device that completes its upgrade and then never reads: a phone that left the room. Its receive buffer
 * is as small as the system lets it be.
 */
final class StuckSocket implements AutoCloseable {
    private static final int CLOSE_FRAME = 0x88;
    private static final int RECEIVE_BUFFER = 2_048;

    private final Socket socket = new Socket();

    /** Connects as the owner of {@code token}. */
    StuckSocket(URI gateway, String token) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        String request = "GET /ws HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Authorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        awaitUpgrade(socket.getInputStream());
    }

    /** Reads everything that is left, and returns the close frame at its end; {@link Close#CUT} if it has none. */
    Close readToTheEnd() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            while (true) {
                int kind = in.readUnsignedByte();
                long length = in.readUnsignedByte();
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = in.readLong();
                }
                if (kind == CLOSE_FRAME) {
                    int code = in.readUnsignedShort();
                    return new Close(code, new String(in.readNBytes((int) length - 2), StandardCharsets.UTF_8));
                }
                in.skipNBytes(length);
            }
        } catch (SocketTimeoutException stillOpen) {
            throw new AssertionError("The connection lives on", stillOpen);
        } catch (IOException cut) {
            return Close.CUT;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static void awaitUpgrade(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("No upgrade: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("No upgrade: " + head);
        }
    }
}
