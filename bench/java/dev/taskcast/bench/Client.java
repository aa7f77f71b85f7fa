package dev.taskcast.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One device of the load client: connects, reads frames in place, checks their order.
 *
 * <p>It knows just what the servers of this benchmark send: frames whose first member is {@code type}, and tasks as
 * {@link Event} writes them. Used by the thread of {@link Devices} only.
 */
abstract class Client {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final int user;
    private final Tally tally;
    private ByteBuffer request;
    private byte[] rest = new byte[0];
    private boolean begun;
    private long next;

    /** Begins to connect, and to ask for what {@code wanted} says. */
    Client(Wanted wanted, String headers, Tally tally, Selector selector) throws IOException {
        this.user = wanted.user();
        this.next = wanted.next();
        this.tally = tally;
        this.request = ByteBuffer.wrap(("GET " + wanted.path() + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + wanted.server().getPort() + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.socket().setTcpNoDelay(true);
        channel.connect(wanted.server());
        key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    /**
     * What a device connects to.
     *
     * @param user whose events it must get
     * @param next the number of the user's event that must come first
     */
    record Wanted(InetSocketAddress server, String path, int user, long next) {}

    /** The channel is ready for what was asked for; {@code buffer} is free to use. */
    final void ready(ByteBuffer buffer) throws IOException {
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
        int at = begun ? 0 : head(buffer);
        if (begun) {
            at = body(buffer, at);
        }
        int left = buffer.limit() - at;
        if (left != rest.length) {
            rest = new byte[left];
        }
        buffer.get(at, rest);
    }

    /** The first digit of the status with which the server says yes. */
    abstract char yes();

    /** Takes what is complete in {@code buffer} from {@code from}, and returns where the rest begins. */
    abstract int body(ByteBuffer buffer, int from) throws IOException;

    /** Leaves as a client that is cut off does. */
    final void abort() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    final void lost() throws IOException {
        tally.close();
        channel.close();
    }

    final void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
    }

    private int head(ByteBuffer buffer) {
        for (int at = 3; at < buffer.limit(); at++) {
            if (buffer.get(at) == '\n' && buffer.get(at - 2) == '\n') {
                if (buffer.get(9) != yes()) {
                    throw new IllegalStateException("The server answered: " + StandardCharsets.US_ASCII.decode(buffer));
                }
                begun = true;
                return at + 1;
            }
        }
        return 0;
    }

    /** The first letter of the type tells all that the servers send: {@code "type":"t…"}, a space between or not. */
    final void text(ByteBuffer buffer, int start, int end) {
        int letter = start + (buffer.get(start + 8) == '"' ? 9 : 10);
        switch (buffer.get(letter)) {
            case 't', 'b' -> events(buffer, letter, end);
            case 'w' -> tally.welcome();
            case 'h' -> tally.heartbeat();
            case 'c' -> {
                // A close event: the end follows, and counts.
            }
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
