package dev.taskcast.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One device of the load client: connects, reads frames in place (RFC 6455 §5.2), checks their order.
 *
 * <p>It knows just what the servers of this benchmark send: text frames whose first member is {@code type}, and
 * tasks as {@link Event} writes them. Used by the thread of {@link Devices} only.
 */
final class ClientSocket {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final byte PONG = (byte) 0x8a;
    private static final byte MASKED = (byte) 0x80;
    private static final byte[] MASK = new byte[4];

    private final SocketChannel channel;
    private final SelectionKey key;
    private final int user;
    private final Tally tally;
    private ByteBuffer request;
    private byte[] rest = new byte[0];
    private boolean upgraded;
    private long next;

    /** Begins to connect; {@code next} is the number of the user's event that must come first. */
    ClientSocket(InetSocketAddress server, String path, int user, long next, Tally tally, Selector selector)
            throws IOException {
        this.user = user;
        this.next = next;
        this.tally = tally;
        this.request = ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.socket().setTcpNoDelay(true);
        channel.connect(server);
        key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    /** The channel is ready for what was asked for; {@code buffer} is free to use. */
    void ready(ByteBuffer buffer) throws IOException {
        if (request != null) {
            if (channel.finishConnect()) {
                channel.write(request);
                request = null;
                key.interestOps(SelectionKey.OP_READ);
            }
            return;
        }
        buffer.clear().put(rest);
        if (channel.read(buffer) < 0) {
            lost();
            return;
        }
        buffer.flip();
        int at = upgraded ? 0 : upgrade(buffer);
        if (upgraded) {
            at = frames(buffer, at);
        }
        int left = buffer.limit() - at;
        if (left != rest.length) {
            rest = new byte[left];
        }
        buffer.get(at, rest);
    }

    /** Leaves as a client that is cut off does. */
    void abort() throws IOException {
        channel.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    private void lost() throws IOException {
        tally.close();
        channel.close();
    }

    private int upgrade(ByteBuffer buffer) throws IOException {
        for (int at = 3; at < buffer.limit(); at++) {
            if (buffer.get(at) == '\n' && buffer.get(at - 2) == '\n') {
                if (buffer.get(9) != '1') {
                    throw new IOException("The server answered: " + StandardCharsets.US_ASCII.decode(buffer));
                }
                upgraded = true;
                return at + 1;
            }
        }
        return 0;
    }

    private int frames(ByteBuffer buffer, int from) throws IOException {
        int at = from;
        while (buffer.limit() - at >= 2) {
            int first = buffer.get(at) & 0x7f;
            int length = buffer.get(at + 1) & 0x7f;
            int payload = at + 2;
            if (length == 126 && buffer.limit() - at >= 4) {
                length = buffer.getShort(at + 2) & 0xffff;
                payload = at + 4;
            } else if (length == 127 && buffer.limit() - at >= 10) {
                length = Math.toIntExact(buffer.getLong(at + 2));
                payload = at + 10;
            } else if (length > 125) {
                return at;
            }
            if (buffer.limit() - payload < length) {
                return at;
            }
            frame(first, buffer, payload, payload + length);
            at = payload + length;
        }
        return at;
    }

    private void frame(int type, ByteBuffer buffer, int start, int end) throws IOException {
        if (type == TEXT) {
            text(buffer, start, end);
        } else if (type == PING) {
            pong(buffer.slice(start, end - start));
        } else if (type == CLOSE) {
            lost();
        }
    }

    /** With what the ping had, as RFC 6455 §5.5.3 has it: uvicorn closes who does not; a mask of zeros changes nothing. */
    private void pong(ByteBuffer payload) throws IOException {
        ByteBuffer pong = ByteBuffer.allocate(2 + MASK.length + payload.remaining());
        pong.put(PONG).put((byte) (MASKED | payload.remaining())).put(MASK).put(payload);
        channel.write(pong.flip());
    }

    /** The first letter of the type tells all that the servers send: {@code "type":"t…"}, a space between or not. */
    private void text(ByteBuffer buffer, int start, int end) {
        int letter = start + (buffer.get(start + 8) == '"' ? 9 : 10);
        switch (buffer.get(letter)) {
            case 't', 'b' -> events(buffer, letter, end);
            case 'w' -> tally.welcome();
            case 'h' -> tally.heartbeat();
            default -> tally.wrong(1);
        }
    }

    private void events(ByteBuffer buffer, int from, int end) {
        for (int at = Event.find(Event.NUMBER, buffer, from, end); at < end; ) {
            long number = Event.number(buffer, at);
            at = Event.find(Event.USER, buffer, at, end);
            check(Event.number(buffer, at), number);
            at = Event.find(Event.SENT, buffer, at, end);
            tally.delivery(Event.number(buffer, at));
            at = Event.find(Event.NUMBER, buffer, at, end);
        }
    }

    private void check(long addressee, long number) {
        if (addressee == Event.EVERYONE) {
            return;
        }
        if (addressee != user || number < next) {
            tally.wrong(1);
        } else {
            tally.wrong(number - next);
            next = number + 1;
        }
    }
}
