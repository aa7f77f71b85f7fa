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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device that connects and then never reads, like a phone that lost its network. Its receive buffer is as small as
 * the system allows.
 */
public final class StuckDevice implements AutoCloseable {
    private static final int CLOSE_FRAME = 0x88;
    private static final Pattern CLOSE_EVENT =
            Pattern.compile("\"type\":\"close\",\"code\":(\\d{4}),\"reason\":\"([^\"]*)\"");
    private static final int RECEIVE_BUFFER = 2_048;

    private final Transport transport;
    private final Socket socket = new Socket();

    /** Connects as the owner of {@code token}, and reads the head of the answer. */
    public StuckDevice(Transport transport, URI gateway, String token) throws IOException {
        this.transport = transport;
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        socket.getOutputStream().write(transport.request(gateway, "", token));
        awaitHead(socket.getInputStream());
    }

    /** Creates device {@code number} of several devices, which use the two transports in turn. */
    static StuckDevice numbered(int number, URI gateway, String token) throws IOException {
        return new StuckDevice(number % 2 == 0 ? Transport.SOCKET : Transport.STREAM, gateway, token);
    }

    /** Reads all remaining bytes, and returns the close at the end, or {@link Close#CUT} if there is no close. */
    Close readToTheEnd() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            return transport == Transport.SOCKET ? closeFrame(in) : closeEvent(in);
        } catch (SocketTimeoutException stillOpen) {
            throw new AssertionError("The connection lives on", stillOpen);
        } catch (IOException cut) {
            return Close.CUT;
        }
    }

    private static Close closeFrame(DataInputStream in) throws IOException {
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
    }

    private static Close closeEvent(DataInputStream in) throws IOException {
        Matcher close = CLOSE_EVENT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        return close.find() ? new Close(Integer.parseInt(close.group(1)), close.group(2)) : Close.CUT;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static void awaitHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Not connected: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().matches("(?s)HTTP/1.1 (101|200) .*")) {
            throw new IOException("Not connected: " + head);
        }
    }
}
