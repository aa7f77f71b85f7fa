package dev.taskcast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that takes part.
 *
 * @param name its name in results
 * @param command the command that starts it
 * @param folder the folder where it is started
 * @param environment further variables; a {@code %d} stands for the port
 * @param ready the path that answers with 200 once it reads events
 * @param traits what it can do
 */
record Contestant(
        String name,
        List<String> command,
        Path folder,
        Map<String, String> environment,
        String ready,
        List<Trait> traits) {
    /** The variable that names the Java of servers that run on a JVM. */
    static final String JAVA_HOME = "JAVA_HOME";

    /** A property that not all servers have. */
    enum Trait {
        /** Reads events from Kafka. */
        KAFKA,
        /** Takes connections. */
        IDLE,
        /** Sends events to connections. */
        SOCKETS,
        /** Sends heartbeats. */
        HEARTBEATS,
        /** Runs on a JVM, so that its live heap and its pauses can be seen. */
        JVM,
        /** Has batches and cursors. */
        TASKCAST,
        /** Its devices use an event stream instead of a WebSocket. */
        STREAMS,
        /** Has no connections, and reports its latency itself. */
        CONSUMER
    }

    Contestant {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        traits = List.copyOf(traits);
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The file with the pauses of its JVM. */
    static Path pauses(String name) {
        return Path.of("target/bench").toAbsolutePath().resolve(name + ".pauses");
    }
}
