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
 * One device of the load client: it connects, reads frames in place, and checks their order.
 *
 * <p>It understands only what the servers of this benchmark send: frames whose first member is {@code type}, and tasks
 * as {@link Event} writes them. Used only by the thread of {@link LoadThread}.
 */
abstract class Client {
    /** The length of the shortest frame that has a type, in bytes. */
    private static final int SHORTEST = 11;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final int user;
    private final Counts tally;
    private ByteBuffer request;
    private byte[] rest = new byte[0];
    private boolean begun;
    private boolean welcomed;
    private long next;

    /** Begins to connect, and to request what {@code wanted} says. */
    Client(Load.Wanted wanted, String headers, Common common) throws IOException {
        this.user = wanted.user();
        this.next = wanted.next();
        this.tally = common.tally();
        this.request = ByteBuffer.wrap(("GET " + wanted.path() + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + common.server().getPort() + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.socket().setTcpNoDelay(true);
        channel.connect(common.server());
        key = channel.register(common.selector(), SelectionKey.OP_CONNECT, this);
    }

    /** What all devices of a load client share. */
    record Common(InetSocketAddress server, Counts tally, Selector selector) {}

    /** The channel is ready for the requested operation; {@code buffer} is free to use. */
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
        tally.read();
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

    /** The first digit of the HTTP status with which the server accepts. */
    abstract char yes();

    /** Processes the complete parts of {@code buffer} from {@code from} on, and returns where the rest begins. */
    abstract int body(ByteBuffer buffer, int from) throws IOException;

    /** Leaves like a client whose connection is cut. */
    final void abort() throws IOException {
        if (channel.isOpen()) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        }
    }

    final void lost() throws IOException {
        tally.close();
        channel.close();
    }

    /** Notes a frame that no server of the benchmark sends. */
    final void unknown() {
        tally.wrong(1);
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

    /**
     * The first letter of the type is enough for all frames that the servers send: {@code "type":"t…"}, perhaps with a
     * space between.
     */
    final void text(ByteBuffer buffer, int start, int end) {
        if (end - start < SHORTEST) {
            unknown();
            return;
        }
        int letter = start + (buffer.get(start + 8) == '"' ? 9 : 10);
        switch (buffer.get(letter)) {
            case 't', 'b' -> events(buffer, letter, end);
            case 'w' -> welcome();
            case 'h' -> tally.heartbeat();
            case 'c' -> {
                // A close event: the end of the stream follows, and counts.
            }
            default -> unknown();
        }
    }

    private void welcome() {
        if (welcomed) {
            tally.wrong(1);
        } else {
            welcomed = true;
            tally.welcome();
        }
    }

    /** A frame without an event, or with part of one, is wrong; a batch may have many events. */
    private void events(ByteBuffer buffer, int from, int end) {
        int at = Event.find(Event.NUMBER, buffer, from, end);
        if (at == end) {
            tally.wrong(1);
        }
        while (at < end) {
            long number = Event.number(buffer, at);
            int addressee = Event.find(Event.USER, buffer, at, end);
            int sent = Event.find(Event.SENT, buffer, addressee, end);
            if (sent == end) {
                tally.wrong(1);
                return;
            }
            check(Event.number(buffer, addressee), number);
            tally.delivery(Event.number(buffer, sent));
            at = Event.find(Event.NUMBER, buffer, sent, end);
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
