package dev.taskcast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that takes part.
 *
 * @param name what it is called in results
 * @param command what starts it
 * @param folder where it is started
 * @param environment further variables; a {@code %d} stands for the port
 * @param ready the path that answers with 200 once it reads events
 * @param traits what it does
 */
record Contestant(
        String name,
        List<String> command,
        Path folder,
        Map<String, String> environment,
        String ready,
        List<Trait> traits) {
    /** The variable that names the Java of those that run on one. */
    static final String JAVA_HOME = "JAVA_HOME";

    /** What a server is or does, where not every one does. */
    enum Trait {
        /** Reads events from Kafka. */
        KAFKA,
        /** Takes connections. */
        IDLE,
        /** Sends events to them. */
        SOCKETS,
        /** Sends heartbeats. */
        HEARTBEATS,
        /** Runs on a JVM, so that its live heap and its pauses can be seen. */
        JVM,
        /** Has batches and cursors. */
        TASKCAST,
        /** Its devices come by event stream instead of WebSocket. */
        STREAMS,
        /** Has no connections, and tells its latency itself. */
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

    /** Where its JVM writes its pauses. */
    static Path pauses(String name) {
        return Path.of("target/bench").toAbsolutePath().resolve(name + ".pauses");
    }
}
