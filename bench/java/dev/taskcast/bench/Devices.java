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

/** All devices of one server, over a {@link Load}. Used by one thread; other threads may look at the tally. */
final class Devices implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /**
     * After this time, each stream has had a heartbeat. The server knows by the failed writes which clients have left.
     */
    private static final long LET_GO_MICROS = 30_000_000;

    private final Tokens tokens;
    private final boolean byStream;
    private final Load load;
    private Shape shape = Shape.NONE;

    /**
     * Creates no device yet. Devices will connect to {@code port} on the loopback interface, by event stream or by
     * WebSocket.
     */
    Devices(int port, Tokens tokens, boolean byStream) throws IOException {
        this(port, tokens, byStream, Load.program());
    }

    /** The same, with the load client in C if {@code program} is present, or else with the one in Java. */
    Devices(int port, Tokens tokens, boolean byStream, Optional<Path> program) throws IOException {
        this.tokens = tokens;
        this.byStream = byStream;
        this.load =
                program.isPresent() ? new LoadProcess(program.get(), port, byStream) : new LoadThread(port, byStream);
    }

    /** What the devices receive. */
    Tally tally() {
        return load.tally();
    }

    /**
     * The processor time of the load client so far, in seconds. If it is nearly a whole core, the load client was the
     * limit.
     */
    double cpuSeconds() {
        return load.cpuSeconds();
    }

    /**
     * Whether latency is not measured now, so that the load client may leave as much of its core as possible to the
     * broker.
     */
    void calm(boolean calm) {
        load.calm(calm);
    }

    /**
     * Makes the devices exactly those of {@code wanted}, all welcomed, and returns how long that took. It takes no time
     * if they are already connected. {@code last} is the number of a user's newest event.
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

    /** Disconnects all devices; returns when the server can know it. */
    void leave() {
        boolean any = !shape.equals(Shape.NONE);
        load.leave();
        shape = Shape.NONE;
        if (any && byStream) {
            Clock.pause(LET_GO_MICROS);
        }
    }

    /** Returns once {@code deliveries} more than {@code before} have been read. */
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
