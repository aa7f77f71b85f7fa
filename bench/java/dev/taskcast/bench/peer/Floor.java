package dev.taskcast.bench.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The least that any server must do: one thread writes frames that were made beforehand, one write for each delivery.
 *
 * <p>It has no Kafka, no JSON and no token check. A connection whose first bytes are {@code FEED} brings the events: 20
 * bytes each, with user, number and time. Environment: {@code PORT}.
 */
public final class Floor {
    /** The first bytes of a connection that brings events. */
    public static final String FEED = "FEED";
    /** Bytes of an event: user (4), number (8), microseconds since 1970 (8). */
    public static final int EVENT = 20;

    private static final int DIGITS = 19;
    private static final String NOTHING = "0".repeat(DIGITS);
    private static final String BEFORE =
            "{\"type\":\"task_update\",\"event\":\"task.updated\",\"task\":{\"id\":\"task-1\",\"n\":";
    private static final String REST = ",\"title\":\"Prepare the quarterly report for the regional team\","
            + "\"status\":\"in_progress\",\"priority\":\"high\",\"assignee\":\"ada.lovelace@example.com\","
            + "\"labels\":[\"finance\",\"q4\"],\"due\":\"2026-12-01T09:00:00Z\"}}";

    private final Map<Integer, List<SocketChannel>> sockets = new HashMap<>();
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
    private final ByteBuffer frame = ByteBuffer.allocateDirect(1 << 10);
    private final int number;
    private final int user;
    private final int sent;

    private Floor() {
        String head = BEFORE + NOTHING + ",\"u\":";
        String text = head + NOTHING + ",\"sent\":" + NOTHING + REST;
        frame.put((byte) 0x81)
                .put((byte) 126)
                .putShort((short) text.length())
                .put(ascii(text))
                .flip();
        number = 4 + BEFORE.length();
        user = 4 + head.length();
        sent = user + DIGITS + ",\"sent\":".length();
    }

    /** Serves until it is killed. */
    public static void main(String[] arguments) throws IOException {
        new Floor().serve(Integer.parseInt(System.getenv("PORT")));
    }

    private void serve(int port) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        while (true) {
            selector.select(key -> ready(selector, server, key));
        }
    }

    private void ready(Selector selector, ServerSocketChannel server, SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel accepted = server.accept();
                accepted.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            } else {
                read(key, (SocketChannel) key.channel());
            }
        } catch (IOException gone) {
            leave(key);
        }
    }

    private void read(SelectionKey key, SocketChannel channel) throws IOException {
        input.clear();
        boolean feed = key.attachment() instanceof ByteBuffer;
        if (feed) {
            input.put((ByteBuffer) key.attachment());
        }
        if (channel.read(input) < 0) {
            leave(key);
            return;
        }
        input.flip();
        if (key.attachment() == null) {
            begin(key, channel);
        } else if (feed) {
            events(key);
        }
    }

    private void begin(SelectionKey key, SocketChannel channel) throws IOException {
        String text = StandardCharsets.US_ASCII.decode(input).toString();
        if (text.equals(FEED)) {
            key.attach(ByteBuffer.allocate(0));
        } else if (!text.startsWith("GET /ws")) {
            channel.write(ByteBuffer.wrap(ascii("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")));
            channel.close();
        } else {
            Integer of = user(text);
            key.attach(of);
            sockets.computeIfAbsent(of, none -> new ArrayList<>()).add(channel);
            channel.write(ByteBuffer.wrap(ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept(text) + "\r\n\r\n")));
            channel.write(ByteBuffer.wrap(ascii("\u0081\u0012{\"type\":\"welcome\"}")));
        }
    }

    private void events(SelectionKey key) throws IOException {
        while (input.remaining() >= EVENT) {
            int addressee = input.getInt();
            digits(number, input.getLong());
            digits(user, addressee);
            digits(sent, input.getLong());
            if (addressee == 0) {
                for (List<SocketChannel> each : sockets.values()) {
                    write(each);
                }
            } else {
                write(sockets.getOrDefault(addressee, List.of()));
            }
        }
        key.attach(ByteBuffer.allocate(input.remaining()).put(input).flip());
    }

    private void write(List<SocketChannel> to) throws IOException {
        for (SocketChannel channel : to) {
            channel.write(frame);
            if (frame.hasRemaining()) {
                throw new IllegalStateException("The load client does not keep up with the floor");
            }
            frame.rewind();
        }
    }

    private void digits(int at, long value) {
        long left = value;
        for (int i = at + DIGITS - 1; i >= at; i--) {
            frame.put(i, (byte) ('0' + left % 10));
            left /= 10;
        }
    }

    private void leave(SelectionKey key) {
        key.cancel();
        if (key.attachment() instanceof Integer of) {
            sockets.getOrDefault(of, List.of()).remove(key.channel());
        }
        try {
            key.channel().close();
        } catch (IOException gone) {
            // This is intended.
        }
    }

    /** The number behind {@code user-} in the token's subject. */
    private static Integer user(String request) {
        String claims = request.substring(request.indexOf('.') + 1);
        String json = new String(
                Base64.getUrlDecoder().decode(claims.substring(0, claims.indexOf('.'))), StandardCharsets.US_ASCII);
        String name = json.substring(json.indexOf("user-") + "user-".length());
        return Integer.valueOf(name.substring(0, name.indexOf('"')));
    }

    private static String accept(String request) {
        String name = "Sec-WebSocket-Key: ";
        String value = request.substring(request.indexOf(name) + name.length());
        String key = value.substring(0, value.indexOf('\r')) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(ascii(key)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
