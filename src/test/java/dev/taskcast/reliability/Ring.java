package dev.taskcast.reliability;

import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parts that all scenarios share: one broker, a pair of replicas, the secret, the sizes and the report.
 *
 * <p>Each call for the pair restores it. The ring is created at first use, and everything ends with this JVM.
 */
final class Ring {
    static final String TOPIC = "task-updates";
    static final int EVENTS = Integer.getInteger("reliability.events", 200_000);
    static final int DEVICES = Integer.getInteger("reliability.devices", 2_000);
    static final int RATE = Integer.getInteger("reliability.rate", 5_000);

    private static final String SECRET = "a-secret-that-only-the-tests-of-taskcast-use";
    private static final Path FOLDER = Path.of("target/reliability");
    private static Ring instance;

    private final KafkaBroker broker;
    private final TestTokens tokens = new TestTokens(SECRET);
    private List<Replica> pair;

    private Ring() {
        int port = Ports.free();
        broker = new KafkaBroker(port, FOLDER.resolve("kafka-" + port)).start();
    }

    static synchronized Ring get() {
        if (instance == null) {
            instance = new Ring();
        }
        return instance;
    }

    /** Two replicas on {@link #TOPIC}, both ready. One of them is configured to use keys as users. */
    synchronized List<Replica> pair() {
        if (pair == null) {
            Map<String, String> settings = Map.of(
                    "TASKCAST_DRAIN_ROTATION_TIME", "2s",
                    "TASKCAST_DRAIN_TIME", "8s",
                    "TASKCAST_DAPR_TRUST_NETWORK", "true",
                    "TASKCAST_KAFKA_DEAD_LETTER_TOPIC", "task-updates-dlq");
            Map<String, String> keyed = new HashMap<>(settings);
            keyed.put("TASKCAST_KAFKA_KEYED_BY_USER", "true");
            pair = List.of(
                    replica("pair-1", keyed).start(),
                    replica("pair-2", settings).start());
        }
        pair.forEach(Replica::awaitReady);
        return pair;
    }

    /** Another replica, which is not started. {@code settings} are environment variables. */
    Replica replica(String name, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("KAFKA_BOOTSTRAP_SERVERS", broker.address());
        all.put("BETTER_AUTH_SECRET", SECRET);
        return new Replica(name, all);
    }

    KafkaBroker broker() {
        return broker;
    }

    TestTokens tokens() {
        return tokens;
    }

    static List<URI> sockets(List<Replica> replicas) {
        return replicas.stream().map(Replica::socket).toList();
    }

    /** Writes a measurement to the report. */
    static void report(String line) {
        try {
            Files.createDirectories(FOLDER);
            Files.write(
                    FOLDER.resolve("report.txt"),
                    (Iterable<String>) Stream.of(line)::iterator,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
