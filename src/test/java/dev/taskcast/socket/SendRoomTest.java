package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Outbound} relies on: a socket that the selector finds writable takes a few short frames at once. */
class SendRoomTest {
    /** Linux doubles it: the 85 KiB with which an Ethernet connection begins. */
    private static final int SEND_BUFFER = 87_040 / 2;
    /** Of a character, in the script that needs the most; and the header of a WebSocket frame. */
    private static final int MOST_BYTES = 3;

    private static final int HEADER = 4;

    private final ByteBuffer read = ByteBuffer.allocate(1_000);

    @ParameterizedTest
    @ValueSource(ints = {1, 20, Outbound.LEAST, 300, 450, 600, Outbound.SHORT})
    @EnabledOnOs(OS.LINUX)
    void aWritableSocketHasRoomForAllThatIsSentOnTheSpot(int characters) throws Exception {
        int size = HEADER + MOST_BYTES * characters;
        int sends = Outbound.ROOM / Math.max(Outbound.LEAST, characters);
        try (ServerSocketChannel server = ServerSocketChannel.open();
                SocketChannel client = SocketChannel.open();
                Selector selector = Selector.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            client.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
            client.connect(server.getLocalAddress());
            client.configureBlocking(false);
            try (SocketChannel sender = server.accept()) {
                sender.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
                sender.configureBlocking(false);
                sender.register(selector, SelectionKey.OP_WRITE);
                fill(sender, size);
                for (int i = 0; i < 100; i++) {
                    drainUntilWritable(client, selector);
                    assertThat(fill(sender, size)).isGreaterThan(sends);
                }
            }
        }
    }

    /** Sends until the socket takes no whole frame any more; how many it took. */
    private static int fill(SocketChannel sender, int size) throws Exception {
        int frames = 0;
        while (sender.write(ByteBuffer.allocate(size)) == size) {
            frames++;
        }
        return frames;
    }

    /** Reads no more than the selector needs. */
    private void drainUntilWritable(SocketChannel client, Selector selector) throws Exception {
        selector.selectedKeys().clear();
        while (selector.select(1) == 0) {
            client.read(read.clear());
        }
    }
}
