package dev.taskcast.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * All lines of a run, on one thread. All traffic between devices, gateways and brokers goes through a line.
 *
 * <p>Only that thread uses the channels. Other threads give it tasks.
 */
final class Network implements AutoCloseable {
    private static final long TICK_MS = 50;

    /** The number of ticks in a second. */
    static final int TICKS = (int) (TimeUnit.SECONDS.toMillis(1) / TICK_MS);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private boolean over;
    private final Thread thread = new Thread(this::run, "network");

    /** A network without lines. */
    Network() {
        try {
            selector = Selector.open();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** A new line from {@code port}. At each connection, {@code target} gives the port that the line leads to. */
    Line line(int port, IntSupplier target) {
        return line(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), target);
    }

    /** A new line from {@code address}. */
    Line line(InetSocketAddress address, IntSupplier target) {
        Line line = new Line(this, address, target);
        lines.add(line);
        return line;
    }

    /** Makes the thread of the network run {@code task}. */
    void later(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    Selector selector() {
        return selector;
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (!over) {
                selector.select(key -> ((Ready) key.attachment()).ready(key), TICK_MS);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                if (System.nanoTime() - next >= 0) {
                    next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MS);
                    lines.forEach(Line::tick);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        lines.forEach(Line::close);
        later(() -> over = true);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }

    /** Handles a channel that is ready for an operation. */
    interface Ready {
        void ready(SelectionKey key);
    }
}
