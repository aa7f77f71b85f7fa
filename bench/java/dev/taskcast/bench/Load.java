package dev.taskcast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Connects devices to one server, reads what they get, and checks it. */
interface Load extends AutoCloseable {
    /** What the devices have received. */
    Tally tally();

    /**
     * Begins to connect {@code sockets} devices to {@code users} in turn. Returns the time, in microseconds since 1970.
     */
    long open(int sockets, List<Wanted> users);

    /** Breaks all connections off. */
    void leave();

    /** Whether it may wait a moment for more bytes before it reads. Only for work without measured latency. */
    void calm(boolean calm);

    /** Its processor time so far, in seconds. */
    double cpuSeconds();

    /** Why it cannot continue, if it has failed. */
    Optional<IllegalStateException> failure();

    @Override
    void close() throws IOException;

    /**
     * What the devices of a user connect to.
     *
     * @param user the user whose events they must get
     * @param next the number of the user's event that must come first
     * @param path the path of the request, with its query
     */
    record Wanted(int user, long next, String path) {}

    /** The load client in C, if {@code bench/run} could compile it. */
    static Optional<Path> program() {
        return Optional.ofNullable(System.getProperty("bench.load")).map(Path::of);
    }

    /** Starts a load client for the server at {@code port}: in C if there is a {@code program}, otherwise in Java. */
    static Load of(Optional<Path> program, int port, boolean byStream) throws IOException {
        return program.isPresent() ? new LoadProcess(program.get(), port, byStream) : new LoadThread(port, byStream);
    }

    /** The language of the load client of this run. */
    static String language() {
        return program().isPresent() ? "C" : "Java";
    }
}
