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
 * Thousands of devices on one thread. Half of them use a stream.
 *
 * <p>They resume from one cursor, and count the events that come. They read nothing before {@link #readAll}, so that
 * all of them catch up together.
 */
final class Crowd implements AutoCloseable {
    private static final String CURSOR = "\"cursor\":\"";

    private final URI gateway;
    private final Selector selector;
    private final List<Member> members = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    Crowd(URI gateway) throws IOException {
        this.gateway = gateway;
        this.selector = Selector.open();
    }

    /** The current cursor that the gateway gives the owner of {@code token}. */
    static String cursor(URI gateway, String token) throws IOException {
        try (Crowd one = new Crowd(gateway)) {
            one.connect(Transport.SOCKET, token, "");
            StringBuilder text = new StringBuilder();
            while (text.indexOf(CURSOR) < 0 || text.indexOf("\"", text.indexOf(CURSOR) + CURSOR.length()) < 0) {
                one.selector.select();
                one.selector.selectedKeys().clear();
                one.buffer.clear();
                if (one.members.get(0).channel().read(one.buffer) < 0) {
                    throw new IOException("No welcome: " + text);
                }
                text.append(StandardCharsets.UTF_8.decode(one.buffer.flip()));
            }
            int begin = text.indexOf(CURSOR) + CURSOR.length();
            return text.substring(begin, text.indexOf("\"", begin));
        }
    }

    /** Connects a device of the owner of {@code token}, which accepts batches. */
    void connect(String token, String cursor) throws IOException {
        connect(members.size() % 2 == 0 ? Transport.SOCKET : Transport.STREAM, token, cursor);
    }

    void connect(Transport transport, String token, String cursor) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        String query = "?accept=batch&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(transport.request(gateway, query, token)));
        channel.configureBlocking(false);
        Member member = transport == Transport.SOCKET ? new SocketMember(channel) : new StreamMember(channel);
        channel.register(selector, SelectionKey.OP_READ, member);
        members.add(member);
    }

    /**
     * Reads until each device has {@code events} events, or until {@code deadline}. It returns the number of devices
     * that have them.
     */
    long readAll(int events, Duration deadline) throws IOException {
        readUntil(() -> have(events) == members.size(), deadline);
        return have(events);
    }

    /** Reads until {@code condition} holds, or until {@code deadline}. */
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

    /** The number of devices that were closed with each code. The code 0 means that there was no close frame. */
    Map<Integer, Long> closes() {
        return members.stream()
                .filter(Member::isClosed)
                .collect(Collectors.groupingBy(Member::code, Collectors.counting()));
    }

    /** The number of devices that the gateway closed. */
    long closed() {
        return members.stream().filter(Member::isClosed).count();
    }

    /** The number of devices that have {@code events} events. */
    long have(int events) {
        return members.stream().filter(member -> member.events() == events).count();
    }

    private void read(SelectionKey key) {
        Member member = (Member) key.attachment();
        buffer.clear();
        try {
            if (member.channel().read(buffer) < 0) {
                throw new IOException("end of stream");
            }
        } catch (IOException gone) {
            member.closed(member.code());
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
            member.channel().close();
        }
        selector.close();
    }
}
