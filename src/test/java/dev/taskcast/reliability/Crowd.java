package dev.taskcast.reliability;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Thousands of devices on one thread, which resume from one cursor and count the events that come. They read nothing
 * before {@link #readAll}, so that all of them catch up at once.
 */
final class Crowd implements AutoCloseable {
    private static final byte[] EVENT = "\"type\":\"task_update\"".getBytes(StandardCharsets.US_ASCII);

    private static final String CURSOR = "\"cursor\":\"";

    private final URI gateway;
    private final Selector selector;
    private final List<Member> members = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    Crowd(URI gateway) throws IOException {
        this.gateway = gateway;
        this.selector = Selector.open();
    }

    /** One device: its place in the answer, in a frame, and in the text that it looks for. */
    private static final class Member {
        private final SocketChannel channel;
        private boolean upgraded;
        private int lineBreaks;
        private int headBytes;
        private int lengthBytes;
        private long payload;
        private int matched;
        private int events;
        private boolean closed;
        private boolean closing;
        private int closeBytes;
        private int code;

        Member(SocketChannel channel) {
            this.channel = channel;
        }

        void take(byte next) {
            if (!upgraded) {
                // The head ends with two line breaks, one right after the other.
                lineBreaks = next == '\n' ? lineBreaks + 1 : next == '\r' ? lineBreaks : 0;
                upgraded = lineBreaks == 2;
            } else if (payload > 0 && headBytes == 0) {
                payload--;
                if (closing && closeBytes++ < 2) {
                    code = code << 8 | next & 0xff;
                }
                matched = next == EVENT[matched] ? matched + 1 : next == EVENT[0] ? 1 : 0;
                if (matched == EVENT.length) {
                    matched = 0;
                    events++;
                }
            } else {
                head(next & 0xff);
            }
        }

        private void head(int next) {
            headBytes++;
            if (headBytes == 1) {
                closing |= (next & 0x0f) == 8;
            } else if (headBytes == 2) {
                lengthBytes = next == 126 ? 2 : next == 127 ? 8 : 0;
                payload = lengthBytes == 0 ? next : 0;
            } else {
                payload = payload << 8 | next;
            }
            if (headBytes == 2 + lengthBytes && headBytes > 1) {
                headBytes = 0;
                closed |= closing;
            }
        }
    }

    /** The cursor of the present, as the owner of {@code token} is told it. */
    static String cursor(URI gateway, String token) throws IOException {
        try (Crowd one = new Crowd(gateway)) {
            one.connect(token, "");
            StringBuilder text = new StringBuilder();
            while (text.indexOf(CURSOR) < 0 || text.indexOf("\"", text.indexOf(CURSOR) + CURSOR.length()) < 0) {
                one.selector.select();
                one.selector.selectedKeys().clear();
                one.buffer.clear();
                if (one.members.get(0).channel.read(one.buffer) < 0) {
                    throw new IOException("No welcome: " + text);
                }
                text.append(StandardCharsets.UTF_8.decode(one.buffer.flip()));
            }
            int begin = text.indexOf(CURSOR) + CURSOR.length();
            return text.substring(begin, text.indexOf("\"", begin));
        }
    }

    /** Connects the owner of {@code token}, who accepts batches. */
    void connect(String token, String cursor) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        String request = "GET /ws?accept=batch&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8)
                + " HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Authorization: Bearer " + token + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        Member member = new Member(channel);
        channel.register(selector, SelectionKey.OP_READ, member);
        members.add(member);
    }

    /** Reads until each has {@code events}; returns how many have, at the latest after {@code deadline}. */
    long readAll(int events, Duration deadline) throws IOException {
        readUntil(() -> have(events) == members.size(), deadline);
        return have(events);
    }

    /** Reads until {@code condition} holds, at the latest until {@code deadline}. */
    void readUntil(BooleanSupplier condition, Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                read(key);
            }
            selector.selectedKeys().clear();
        }
    }

    /** How many were closed with each code; 0 without a close frame. */
    Map<Integer, Long> closes() {
        return members.stream()
                .filter(member -> member.closed)
                .collect(Collectors.groupingBy(member -> member.code, Collectors.counting()));
    }

    /** How many were closed by the gateway. */
    long closed() {
        return members.stream().filter(member -> member.closed).count();
    }

    private long have(int events) {
        return members.stream().filter(member -> member.events == events).count();
    }

    private void read(SelectionKey key) {
        Member member = (Member) key.attachment();
        buffer.clear();
        try {
            if (member.channel.read(buffer) < 0) {
                throw new IOException("end of stream");
            }
        } catch (IOException gone) {
            member.closed = true;
            key.cancel();
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            member.take(buffer.get());
        }
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.channel.close();
        }
        selector.close();
    }
}
