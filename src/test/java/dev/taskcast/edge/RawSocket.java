package dev.taskcast.edge;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.SocketFactory;

/** A TCP connection to the gateway that sends anything that the test wants, even what no client would send. */
final class RawSocket implements AutoCloseable {
    /** The first byte of a complete text frame. */
    static final int TEXT = 0x81;

    /** The first bytes of a complete binary frame, of the first frame of a text, and of its last frame. */
    static final int BINARY = 0x82;

    static final int PART = 0x01;
    static final int LAST_PART = 0x80;

    /** The code for a connection that is cut without a close frame. */
    static final int CUT = 1006;

    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int PATIENCE_MS = (int) Duration.ofSeconds(60).toMillis();

    private final Socket socket;
    private final DataInputStream in;
    private final String authority;

    RawSocket(URI gateway) throws IOException {
        this(gateway, SocketFactory.getDefault());
    }

    RawSocket(URI gateway, SocketFactory sockets) throws IOException {
        socket = sockets.createSocket(gateway.getHost(), gateway.getPort());
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        authority = gateway.getAuthority();
    }

    /** Sends an upgrade request with further header lines, and does not wait for the answer. */
    RawSocket knock(String target, String... headers) throws IOException {
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return say("GET " + target + " HTTP/1.1\r\nHost: " + authority + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + lines + "\r\n");
    }

    /** The answer with its body: as long as its header says, or up to the end of the connection. */
    String answer() throws IOException {
        String head = head();
        int length = head.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .map(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Connects with {@code token} and reads the welcome. */
    static RawSocket welcomed(URI gateway, String token) throws IOException {
        return new RawSocket(gateway).welcomed(token);
    }

    /** The same on this connection, with further header lines. */
    RawSocket welcomed(String token, String... headers) throws IOException {
        knock(
                "/ws",
                Stream.concat(Stream.of("Authorization: Bearer " + token), Stream.of(headers))
                        .toArray(String[]::new));
        head();
        String welcome = text();
        if (!welcome.startsWith("{\"type\":\"welcome\"")) {
            throw new IOException("No welcome: " + welcome);
        }
        return this;
    }

    /** Sends one byte for each character. */
    RawSocket say(String latin1) throws IOException {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawSocket send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Ends the request: nothing more will be sent. */
    void endOfRequest() throws IOException {
        socket.shutdownOutput();
    }

    /** Sends a masked frame with {@code first} as its first byte: FIN, reserved bits, opcode. */
    RawSocket frame(int first, byte[] payload) throws IOException {
        return send(encoded(first, MASKED, payload));
    }

    /** Sends only the beginning of a masked frame that claims to be {@code length} bytes long (unsigned). */
    RawSocket frameThatSays(int first, long length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(2 + Long.BYTES + MASK_BYTES);
        return send(head.put((byte) first)
                .put((byte) (MASKED | 127))
                .putLong(length)
                .putInt(0)
                .array());
    }

    /** Sends a frame that is not masked. */
    RawSocket unmasked(int first, byte[] payload) throws IOException {
        return send(encoded(first, 0, payload));
    }

    /** The answer to the upgrade: status line and headers, or a part of it if the connection ends before. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return head.toString();
    }

    /** Everything up to the end of the connection. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Everything up to {@code words}, or up to the end of the connection. */
    String upTo(String words) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
            if (text.indexOf(words, Math.max(0, text.length() - words.length())) >= 0) {
                break;
            }
        }
        return text.toString();
    }

    /** The text of the next frame. */
    String text() throws IOException {
        in.readUnsignedByte();
        return new String(payload(), StandardCharsets.UTF_8);
    }

    /** The next text frame of {@code type}; answers pings on the way, as every client does. */
    String text(String type) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            String text = new String(payload, StandardCharsets.UTF_8);
            if (first == CLOSE) {
                throw new EOFException("Closed");
            } else if (first == PING) {
                frame(PONG, payload);
            } else if (text.startsWith("{\"type\":\"" + type + "\"")) {
                return text;
            }
        }
    }

    /** Whether there is something unread, or something comes within a millisecond; the end of the connection counts. */
    boolean isAnswered() throws IOException {
        in.mark(1);
        try {
            socket.setSoTimeout(1);
            in.read();
            in.reset();
            socket.setSoTimeout(PATIENCE_MS);
            return true;
        } catch (SocketTimeoutException nothing) {
            socket.setSoTimeout(PATIENCE_MS);
            return false;
        } catch (IOException cut) {
            // TLS closes its own socket then.
            return true;
        }
    }

    /** Reads to the end: the code of the close frame, or {@link #CUT}. */
    int closeCode() {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                byte[] payload = payload();
                if (first == CLOSE && payload.length >= 2) {
                    return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                }
            }
        } catch (SocketTimeoutException stillOpen) {
            throw new AssertionError("The connection lives on", stillOpen);
        } catch (IOException cut) {
            return CUT;
        }
    }

    /** Everything that comes until the connection ends. */
    String toItsEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Leaves without a close frame: the machine answers everything that comes with RST. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The next byte; the end fails. */
    int read() throws IOException {
        return in.readUnsignedByte();
    }

    private byte[] payload() throws IOException {
        return payload(in.readUnsignedByte());
    }

    /** The rest of a frame, after its second byte, which begins with this length. */
    byte[] payload(int length) throws IOException {
        return in.readNBytes(length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length);
    }

    /** The mask is all zeros, so the payload is unchanged. */
    private static byte[] encoded(int first, int masked, byte[] payload) {
        int head = payload.length < 126 ? 2 : 4;
        int mask = masked == 0 ? 0 : MASK_BYTES;
        byte[] frame = new byte[head + mask + payload.length];
        frame[0] = (byte) first;
        frame[1] = (byte) (masked | (head == 2 ? payload.length : 126));
        if (head == 4) {
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, head + mask, payload.length);
        return frame;
    }
}
