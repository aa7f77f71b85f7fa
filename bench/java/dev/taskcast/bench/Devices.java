package dev.taskcast.bench;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** All devices of one server, connected by a {@link Load}. Used by one thread; another thread may read the tally. */
final class Devices implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** After this time each stream has had a heartbeat. A failed write tells the server which devices have left. */
    private static final long LET_GO_MICROS = 30_000_000;

    private final Tokens tokens;
    private final boolean byStream;
    private final Load load;
    private Shape shape = Shape.NONE;

    /**
     * Begins without devices. They will connect to {@code port} on the loopback interface, by event stream or by
     * WebSocket.
     */
    Devices(int port, Tokens tokens, boolean byStream) throws IOException {
        this(port, tokens, byStream, Load.program());
    }

    /** As above, with the load client in C if there is a {@code program}, otherwise with the load client in Java. */
    Devices(int port, Tokens tokens, boolean byStream, Optional<Path> program) throws IOException {
        this.tokens = tokens;
        this.byStream = byStream;
        this.load =
                program.isPresent() ? new LoadProcess(program.get(), port, byStream) : new LoadThread(port, byStream);
    }

    /** What the devices have received. */
    Tally tally() {
        return load.tally();
    }

    /** The processor time of the load client so far, in seconds. Near a whole core, the load client was the limit. */
    double cpuSeconds() {
        return load.cpuSeconds();
    }

    /** Whether no latency is measured now, so that the load client may leave its core to the broker. */
    void calm(boolean calm) {
        load.calm(calm);
    }

    /**
     * Changes the devices to those of {@code wanted} and waits until all are welcomed. Returns how long that took; zero
     * if they were there already. {@code last} is the number of a user's newest event.
     */
    Duration become(Shape wanted, IntToLongFunction last) {
        if (wanted.equals(shape)) {
            return Duration.ZERO;
        }
        leave();
        tokens.prepare(wanted.users());
        List<Load.Wanted> users = IntStream.rangeClosed(1, wanted.users())
                .mapToObj(user -> new Load.Wanted(user, last.applyAsLong(user) + 1, path(user, wanted)))
                .toList();
        long before = tally().welcomes();
        long begin = load.open(wanted.sockets(), users);
        await(() -> tally().welcomes() - before == wanted.sockets(), wanted + " to be welcomed");
        shape = wanted;
        return Duration.of(tally().welcomed() - begin, ChronoUnit.MICROS);
    }

    private String path(int user, Shape wanted) {
        return (byStream ? "/events" : "/ws") + "?token=" + tokens.of(user) + wanted.query();
    }

    /** Disconnects all devices, and returns when the server can know it. */
    void leave() {
        boolean any = !shape.equals(Shape.NONE);
        load.leave();
        shape = Shape.NONE;
        if (any && byStream) {
            Clock.pause(LET_GO_MICROS);
        }
    }

    /** Returns once {@code deliveries} more deliveries than {@code before} have been read. */
    void await(long before, long deliveries) {
        await(() -> tally().deliveries() - before >= deliveries, deliveries + " deliveries");
    }

    private void await(Callable<Boolean> condition, String description) {
        Await.until(PATIENCE, () -> load.failure().isPresent() || condition.call(), description);
        load.failure().ifPresent(failure -> {
            throw failure;
        });
    }

    @Override
    public void close() throws IOException {
        load.close();
    }
}
