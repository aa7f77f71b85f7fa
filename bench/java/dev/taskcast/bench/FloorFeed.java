package dev.taskcast.bench;

import dev.taskcast.bench.peer.Floor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Brings events to the {@link Floor} over a separate connection, without Kafka. */
final class FloorFeed extends Feed {
    private final SocketChannel channel;
    private final ByteBuffer pending = ByteBuffer.allocateDirect(Floor.EVENT * 50);

    FloorFeed(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(Floor.FEED.getBytes(StandardCharsets.US_ASCII)));
        // The server recognises this connection by its first bytes: they must arrive alone.
        Clock.pause(500_000);
    }

    @Override
    void send(int user, long number, long sent) {
        if (pending.remaining() < Floor.EVENT) {
            push();
        }
        pending.putInt(user).putLong(number).putLong(sent);
    }

    @Override
    void push() {
        try {
            pending.flip();
            while (pending.hasRemaining()) {
                channel.write(pending);
            }
            pending.clear();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
