package dev.taskcast.bench;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntToLongFunction;

/** The load client: all devices of one server, read by one thread. */
final class Devices implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int BUFFER = 1 << 20;
    /** After that each stream has had a heartbeat, and the server knows by the failing write who has left. */
    private static final long LET_GO_MICROS = 30_000_000;
    /** Handshakes that are under way at the same time. */
    private static final int HANDSHAKES = 128;

    private final InetSocketAddress server;
    private final Tokens tokens;
    private final boolean byStream;
    private final Tally tally = new Tally();
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final List<Client> clients = new ArrayList<>();
    private final Thread thread;
    private Shape shape = Shape.NONE;
    private int opened;
    private volatile Throwable failure;
    private volatile boolean ending;

    /** No device yet; they will connect to {@code port} on the loopback interface, by event stream or by WebSocket. */
    Devices(int port, Tokens tokens, boolean byStream) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.tokens = tokens;
        this.byStream = byStream;
        this.selector = Selector.open();
        this.thread = new Thread(this::loop, "devices");
        thread.setDaemon(true);
        thread.start();
    }

    /** What they receive. */
    Tally tally() {
        return tally;
    }

    /**
     * Has exactly the devices of {@code wanted}, all of them welcomed, and returns how long that took; it takes no time
     * if they are there already. {@code last} is the number of a user's newest event.
     */
    Duration become(Shape wanted, IntToLongFunction last) {
        if (wanted.equals(shape)) {
            return Duration.ZERO;
        }
        leave();
        tokens.prepare(wanted.users());
        long before = tally.welcomes();
        long start = System.nanoTime();
        commands.add(() -> open(wanted, last, before));
        selector.wakeup();
        await(() -> tally.welcomes() - before == wanted.sockets(), wanted + " to be welcomed");
        shape = wanted;
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Disconnects all of them; returns when the server can know of it. */
    void leave() {
        boolean any = !shape.equals(Shape.NONE);
        disconnect();
        if (any && byStream) {
            Clock.pause(LET_GO_MICROS);
        }
    }

    private void disconnect() {
        commands.add(this::abort);
        selector.wakeup();
        await(() -> commands.isEmpty() && clients.isEmpty(), "all to leave");
        shape = Shape.NONE;
    }

    /** Returns once {@code deliveries} have been read since there were {@code before}. */
    void await(long before, long deliveries) {
        await(() -> tally.deliveries() - before >= deliveries, deliveries + " deliveries");
    }

    private void await(java.util.concurrent.Callable<Boolean> condition, String description) {
        Await.until(PATIENCE, () -> failure != null || condition.call(), description);
        if (failure != null) {
            throw new IllegalStateException("The load client failed", failure);
        }
    }

    private void loop() {
        try {
            while (!ending) {
                selector.select(this::ready);
                for (Runnable command = commands.peek(); command != null; command = commands.peek()) {
                    command.run();
                    commands.remove();
                }
            }
        } catch (IOException | RuntimeException broken) {
            failure = broken;
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((Client) key.attachment()).ready(buffer);
        } catch (IOException broken) {
            key.cancel();
            tally.close();
        }
    }

    private void open(Shape wanted, IntToLongFunction last, long before) {
        int user = 0;
        try {
            while (opened < wanted.sockets()) {
                while (opened < wanted.sockets() && opened - (tally.welcomes() - before) < HANDSHAKES) {
                    user = 1 + opened % wanted.users();
                    String query = "?token=" + tokens.of(user) + wanted.query();
                    clients.add(client(query, user, last.applyAsLong(user) + 1));
                    opened++;
                }
                selector.select(this::ready);
            }
        } catch (IOException refused) {
            throw new UncheckedIOException("No connection for user " + user, refused);
        }
    }

    private Client client(String query, int user, long next) throws IOException {
        return byStream
                ? new ClientStream(new Client.Wanted(server, "/events" + query, user, next), tally, selector)
                : new ClientSocket(new Client.Wanted(server, "/ws" + query, user, next), tally, selector);
    }

    private void abort() {
        for (Client client : clients) {
            try {
                client.abort();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
        clients.clear();
        opened = 0;
    }

    @Override
    public void close() throws IOException {
        disconnect();
        ending = true;
        selector.close();
    }
}
