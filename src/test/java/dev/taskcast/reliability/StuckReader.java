package dev.taskcast.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A device that opens a stream of server-sent events and then reads nothing more. Its receive buffer is as small as can be. */
final class StuckReader implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 2_048;
    private static final int PART = 64 << 10;

    private final Socket socket = new Socket();

    /** Asks as the owner of {@code token}, and waits until the answer begins. */
    StuckReader(URI gateway, String token) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        String request = "GET /events HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nAuthorization: Bearer "
                + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        if (!status.equals("HTTP/1.1 200")) {
            throw new IOException("No stream: " + status);
        }
    }

    /** Reads what is left of the stream; whether the gateway has ended it. */
    boolean isEnded() {
        byte[] part = new byte[PART];
        try {
            InputStream in = socket.getInputStream();
            int read = in.read(part);
            while (read >= 0) {
                read = in.read(part);
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
