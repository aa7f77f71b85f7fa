package dev.taskcast.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/** An address of the loopback interface that leads to another address. The weather says what gets through. */
final class Line implements Network.Ready {
    private static final int BACKLOG = 1_000;

    private final Network network;
    private final InetSocketAddress address;
    private final IntSupplier target;
    private final ServerSocketChannel server;
    private final Set<Crossing> crossings = new HashSet<>();
    private volatile Weather weather = Weather.FAIR;
    private volatile int open;

    Line(Network network, InetSocketAddress address, IntSupplier target) {
        this.network = network;
        this.address = address;
        this.target = target;
        try {
            server = ServerSocketChannel.open();
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(address, BACKLOG);
            server.configureBlocking(false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        network.later(() -> register(server, SelectionKey.OP_ACCEPT, this));
    }

    int port() {
        return address.getPort();
    }

    /** The number of connections that go over this line. */
    int open() {
        return open;
    }

    Weather weather() {
        return weather;
    }

    /** Changes the weather to {@code next}. */
    void weather(Weather next) {
        weather = next;
        network.later(next.refuses() ? this::resetNow : this::moveAll);
    }

    /** Changes the weather to {@code bad}. The ending that it returns makes the weather fair again. */
    Ending under(Weather bad) {
        weather(bad);
        return () -> weather(Weather.FAIR);
    }

    /** Removes the near end of each connection. The far end is not told. */
    void vanish() {
        network.later(() -> List.copyOf(crossings).forEach(Crossing::vanish));
    }

    /** Closes the connections that {@link #vanish} has left open. */
    void forget() {
        network.later(
                () -> List.copyOf(crossings).stream().filter(Crossing::isHalf).forEach(Crossing::reset));
    }

    /** Ends all connections by a TCP reset on both sides. */
    void reset() {
        network.later(this::resetNow);
    }

    /** Lets the next share of the bytes through. The network calls it in each tick. */
    void tick() {
        if (weather.isBounded()) {
            crossings.forEach(crossing -> crossing.allow(Math.max(1, weather.bytesPerSecond() / Network.TICKS)));
            moveAll();
        }
    }

    @Override
    public void ready(SelectionKey key) {
        try {
            SocketChannel near = server.accept();
            if (near != null) {
                begin(near);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends all connections, and accepts no new ones. */
    void close() {
        network.later(() -> {
            resetNow();
            Crossing.close(server);
        });
    }

    SelectionKey key(SocketChannel channel) {
        return channel.keyFor(network.selector());
    }

    void register(SelectableChannel channel, int operations, Network.Ready ready) {
        try {
            channel.register(network.selector(), operations, ready);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void ended(Crossing crossing) {
        crossings.remove(crossing);
        open = crossings.size();
    }

    private void begin(SocketChannel near) throws IOException {
        if (weather.refuses()) {
            Crossing.reset(near);
            return;
        }
        near.configureBlocking(false);
        SocketChannel far = SocketChannel.open();
        far.configureBlocking(false);
        Crossing crossing = new Crossing(this, near, far);
        crossings.add(crossing);
        open = crossings.size();
        crossing.begin(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()));
    }

    private void moveAll() {
        List<Crossing> all = new ArrayList<>(crossings);
        all.forEach(Crossing::move);
    }

    private void resetNow() {
        List<Crossing> all = new ArrayList<>(crossings);
        all.forEach(Crossing::reset);
    }
}
