package dev.taskcast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that takes part.
 *
 * @param name its name in the results
 * @param command the command that starts it
 * @param folder the folder in which it is started
 * @param environment further variables; a {@code %d} stands for the port
 * @param ready the path that answers with 200 once the server reads events
 * @param traits what it does
 */
record Contestant(
        String name,
        List<String> command,
        Path folder,
        Map<String, String> environment,
        String ready,
        List<Trait> traits) {
    /** The variable that names the Java of a server that runs on one. */
    static final String JAVA_HOME = "JAVA_HOME";

    /** A property or ability that only some servers have. */
    enum Trait {
        /** It reads events from Kafka. */
        KAFKA,
        /** It accepts connections. */
        IDLE,
        /** It sends events to connections. */
        SOCKETS,
        /** It sends heartbeats. */
        HEARTBEATS,
        /** It runs on a JVM, so its live heap and its pauses can be measured. */
        JVM,
        /** It has batches and cursors. */
        TASKCAST,
        /** Its devices use event streams instead of WebSockets. */
        STREAMS,
        /** It has no connections, and reports its latency itself. */
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

    /** The file into which its JVM writes its pauses. */
    static Path pauses(String name) {
        return Path.of("target/bench").toAbsolutePath().resolve(name + ".pauses");
    }
}
