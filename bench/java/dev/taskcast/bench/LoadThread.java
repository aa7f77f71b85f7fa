package dev.taskcast.bench;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The load client in Java, for machines without a C compiler: a thread of this process. */
final class LoadThread implements Load {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int BUFFER = 1 << 20;
    /** The most handshakes at the same time. */
    private static final int HANDSHAKES = 128;

    private final Client.Common common;
    private final boolean byStream;
    private final Counts tally = new Counts();
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final List<Client> clients = new ArrayList<>();
    private final Thread thread;
    private volatile Throwable failure;
    private volatile boolean ending;

    /** Starts the client for the server at {@code port}. */
    LoadThread(int port, boolean byStream) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.common = new Client.Common(server, tally, selector);
        this.byStream = byStream;
        this.thread = new Thread(this::loop, "devices");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public long open(int sockets, List<Wanted> users) {
        long before = tally.welcomes();
        long begin = Clock.micros();
        commands.add(() -> connect(sockets, users, before));
        selector.wakeup();
        return begin;
    }

    @Override
    public void leave() {
        commands.add(this::abort);
        selector.wakeup();
        Await.until(PATIENCE, () -> failure != null || commands.isEmpty(), "all to leave");
        failure().ifPresent(failed -> {
            throw failed;
        });
    }

    @Override
    public void calm(boolean calm) {
        // This client always reads immediately.
    }

    @Override
    public double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) / 1e9;
    }

    @Override
    public Optional<IllegalStateException> failure() {
        return Optional.ofNullable(failure).map(cause -> new IllegalStateException("The load client failed", cause));
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

    private void connect(int sockets, List<Wanted> users, long before) {
        try {
            while (clients.size() < sockets) {
                while (clients.size() < sockets && clients.size() - (tally.welcomes() - before) < HANDSHAKES) {
                    clients.add(client(users.get(clients.size() % users.size())));
                }
                selector.select(this::ready);
            }
        } catch (IOException refused) {
            throw new UncheckedIOException("No connection", refused);
        }
    }

    private Client client(Wanted wanted) throws IOException {
        return byStream ? new ClientStream(wanted, common) : new ClientSocket(wanted, common);
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
    }

    @Override
    public void close() throws IOException {
        if (failure == null) {
            leave();
        }
        ending = true;
        selector.close();
    }
}
