package dev.taskcast.kit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The server's side of one WebSocket (RFC 6455), and what was seen of it. The stage guards its fields. */
final class ServerLine {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Socket tcp;
    private final DataInputStream input;
    private final Map<String, String> headers = new HashMap<>();
    private String target = "";

    final Deque<Map<String, Object>> frames = new ArrayDeque<>();
    final List<Long> times = new ArrayList<>();
    final Deque<String> pongs = new ArrayDeque<>();
    long arrived;
    boolean answered;
    boolean silent;
    boolean ended;
    /** Whether the client has closed, or its connection has ended. */
    boolean left;
    /** The code of its close frame; 0 before the close. */
    int code;

    Object cursor;
    Map<String, Object> first;

    ServerLine(Socket tcp) throws IOException {
        this.tcp = tcp;
        this.input = new DataInputStream(new java.io.BufferedInputStream(tcp.getInputStream()));
        tcp.setTcpNoDelay(true);
    }

    /** Reads the request; returns whether it is a handshake with no bytes after it. */
    boolean handshake() throws IOException {
        target = line().split(" ")[1];
        for (String header = line(); !header.isEmpty(); header = line()) {
            String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
            headers.merge(name, header.substring(header.indexOf(':') + 1).strip(), (one, other) -> one + "," + other);
        }
        arrived = System.nanoTime();
        return headers.containsKey("sec-websocket-key");
    }

    /** Whether there are unread bytes. */
    boolean hasMore() throws IOException {
        return input.available() > 0;
    }

    private String line() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int b = input.read(); b != '\n'; b = input.read()) {
            if (b < 0) {
                throw new IOException("The request is not whole");
            }
            text.write(b);
        }
        return text.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /** Answers the handshake; returns the token, if the handshake brought one. */
    Optional<String> welcome() throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((headers.get("sec-websocket-key") + GUID).getBytes(StandardCharsets.US_ASCII));
        String offered = headers.getOrDefault("sec-websocket-protocol", "");
        answered = true;
        write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(hash)
                        + (offered.contains("taskcast.v1") ? "\r\nSec-WebSocket-Protocol: taskcast.v1" : "")
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String bearer = "base64url.bearer.taskcast.";
        if (offered.contains(bearer)) {
            String encoded =
                    offered.substring(offered.indexOf(bearer) + bearer.length()).split("[, ]")[0];
            return Optional.of(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
        }
        return Optional.ofNullable(headers.get("authorization"))
                .map(value -> value.replaceFirst("^Bearer ", ""))
                .or(() -> parameter("token"));
    }

    Optional<String> parameter(String name) {
        for (String each : target.substring(target.indexOf('?') + 1).split("&")) {
            if (each.startsWith(name + "=")) {
                return Optional.of(
                        java.net.URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    void refuse(int status) {
        write(("HTTP/1.1 " + status + " Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        cut();
    }

    /** Reads frames until the end. */
    void read(Stage stage) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int head = input.readUnsignedByte();
            int second = input.readUnsignedByte();
            int length = second & 0x7f;
            length = length == 126 ? input.readUnsignedShort() : length == 127 ? (int) input.readLong() : length;
            if ((second & 0x80) == 0 || (head & 0x70) != 0) {
                stage.wrong("text-frames", "a frame is not masked, or a reserved bit is set");
                return;
            }
            byte[] mask = input.readNBytes(4);
            byte[] payload = input.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            frame(stage, head, payload, message);
        }
    }

    private void frame(Stage stage, int head, byte[] payload, ByteArrayOutputStream message) {
        switch (head & 0x0f) {
            case CLOSE ->
                stage.closes(
                        this,
                        payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff);
            case PING -> frame(0x80 | PONG, payload, payload.length);
            case PONG -> stage.pong(this, new String(payload, StandardCharsets.UTF_8));
            case TEXT, 0 -> {
                message.writeBytes(payload);
                if ((head & 0x80) != 0) {
                    String text = message.toString(StandardCharsets.UTF_8);
                    message.reset();
                    stage.hear(this, text);
                }
            }
            default -> stage.wrong("text-frames", "a frame is not text");
        }
    }

    /** Sends a message in {@code pieces} pieces. */
    void send(String text, int pieces) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int size = (bytes.length + pieces - 1) / pieces;
        for (int at = 0; at < bytes.length; at += size) {
            byte[] piece = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
            frame((at == 0 ? TEXT : 0) | (at + size >= bytes.length ? 0x80 : 0), piece, piece.length);
        }
    }

    void ping(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        frame(0x80 | PING, payload, payload.length);
    }

    void close(int number, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = ByteBuffer.allocate(2 + words.length)
                .putShort((short) number)
                .put(words)
                .array();
        frame(0x80 | CLOSE, payload, payload.length);
    }

    private void frame(int head, byte[] payload, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(10 + length).put((byte) head);
        if (length < 126) {
            bytes.put((byte) length);
        } else if (length < 65_536) {
            bytes.put((byte) 126).putShort((short) length);
        } else {
            bytes.put((byte) 127).putLong(length);
        }
        write(java.util.Arrays.copyOf(bytes.put(payload).array(), bytes.position()));
    }

    private synchronized void write(byte[] bytes) {
        try {
            tcp.getOutputStream().write(bytes);
        } catch (IOException gone) {
            // The reader learns of it.
        }
    }

    /** Ends the TCP connection after the written bytes. */
    void cut() {
        try {
            tcp.close();
        } catch (IOException gone) {
            // The failure is intended.
        }
    }
}
