package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Three brokers. Each broker is a controller too.
 *
 * <p>Publishers connect to the brokers directly. Each gateway has its own line to each broker. For each gateway, a
 * broker has a listener, and advertises the address of the line. A broker and its controller also have their own lines
 * to each other broker. For these lines, brokers advertise host names, and each broker has its own file of hosts.
 */
final class Cluster implements AutoCloseable {
    static final int SIZE = 3;
    static final String TOPIC = "proof-tasks";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 6;
    private static final String BETWEEN = "BETWEEN";
    private static final String LOOPBACK = "127.0.0.1";
    /** The number of the first node. The other tests use node 1 as a controller alone. */
    static final int FIRST_NODE = 11;

    private final List<KafkaBroker> brokers = new ArrayList<>();
    private final List<List<Line>> lines = new ArrayList<>();
    private final Map<Route, List<Line>> between = new HashMap<>();

    /** Prepares brokers that do not run yet, and lines for {@code gateways} gateways. */
    Cluster(Network network, Path folder, int gateways) throws IOException {
        List<Integer> controllers =
                IntStream.range(0, SIZE).mapToObj(i -> Ports.free()).toList();
        String voters = IntStream.range(0, SIZE)
                .mapToObj(i -> FIRST_NODE + i + "@" + host(i) + ":" + controllers.get(i))
                .collect(Collectors.joining(","));
        for (int gateway = 0; gateway < gateways; gateway++) {
            lines.add(new ArrayList<>());
        }
        for (int i = 0; i < SIZE; i++) {
            Listeners listeners = new Listeners(controllers.get(i));
            int others = Ports.free();
            listeners.add(BETWEEN, others, host(i), others);
            for (int from = 0; from < SIZE; from++) {
                if (from != i) {
                    Route route = new Route(from, i);
                    between.put(route, List.of(route.line(network, others), route.line(network, controllers.get(i))));
                }
            }
            for (int gateway = 0; gateway < gateways; gateway++) {
                int inside = Ports.free();
                Line line = network.line(Ports.free(), () -> inside);
                lines.get(gateway).add(line);
                listeners.add("GATEWAY" + gateway, inside, LOOPBACK, line.port());
            }
            Map<String, String> settings = new HashMap<>(listeners.settings());
            settings.put("inter.broker.listener.name", BETWEEN);
            settings.put("process.roles", "broker,controller");
            settings.put("controller.quorum.voters", voters);
            settings.put("min.insync.replicas", "2");
            settings.put("broker.heartbeat.interval.ms", "500");
            settings.put("broker.session.timeout.ms", "4000");
            // The default buffer takes half of a small heap at each start.
            settings.put("log.cleaner.dedupe.buffer.size", "8388608");
            int port = Ports.free();
            brokers.add(new KafkaBroker(FIRST_NODE + i, port, folder.resolve("broker-" + i))
                    .option("-Xmx512m")
                    .option("-Djdk.net.hosts.file=" + hosts(folder, i))
                    .with(settings));
        }
    }

    /** Starts all brokers, and creates the topic. */
    Cluster start() throws InterruptedException, ExecutionException {
        startAll();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) SIZE)))
                    .all()
                    .get();
        }
        return this;
    }

    void startAll() {
        CompletableFuture.allOf(brokers.stream()
                        .map(broker ->
                                CompletableFuture.runAsync(broker::start, task -> new Thread(task, "start").start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    void kill(int broker) {
        brokers.get(broker).kill();
    }

    void start(int broker) {
        brokers.get(broker).start();
    }

    /** The number of the broker that leads {@code partition}. It waits until a broker does. */
    int leader(int partition) {
        int[] leader = {-1};
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
            Await.until(
                    PATIENCE,
                    () -> {
                        leader[0] = admin.describeTopics(List.of(TOPIC))
                                        .allTopicNames()
                                        .get()
                                        .get(TOPIC)
                                        .partitions()
                                        .get(partition)
                                        .leader()
                                        .id()
                                - FIRST_NODE;
                        return leader[0] >= 0;
                    },
                    "a leader of partition " + partition);
        }
        return leader[0];
    }

    /** The addresses that publishers use. */
    String address() {
        return brokers.stream().map(KafkaBroker::address).collect(Collectors.joining(","));
    }

    /** The addresses that {@code gateway} uses. */
    String address(int gateway) {
        return lines.get(gateway).stream()
                .map(line -> "127.0.0.1:" + line.port())
                .collect(Collectors.joining(","));
    }

    /** The line between {@code gateway} and {@code broker}. */
    Line line(int gateway, int broker) {
        return lines.get(gateway).get(broker);
    }

    /** All lines between gateways and brokers. */
    Stream<Line> lines() {
        return lines.stream().flatMap(List::stream);
    }

    /** The lines by which the other brokers reach {@code broker}. */
    List<Line> linesTo(int broker) {
        return IntStream.range(0, SIZE)
                .filter(from -> from != broker)
                .mapToObj(from -> lines(from, broker))
                .flatMap(List::stream)
                .toList();
    }

    /** The lines by which the broker {@code from} reaches the broker {@code to}. */
    List<Line> lines(int from, int to) {
        return between.get(new Route(from, to));
    }

    KafkaBroker broker(int number) {
        return brokers.get(number);
    }

    @Override
    public void close() {
        // It kills all brokers at the same time, because a single controller would wait for the others.
        brokers.forEach(KafkaBroker::kill);
    }

    /** The name by which the other brokers look for {@code broker}. */
    private static String host(int broker) {
        return "broker-" + broker;
    }

    /** Writes the file that tells {@code broker} where the lines to the others begin. */
    private static Path hosts(Path folder, int broker) throws IOException {
        List<String> hosts = IntStream.range(0, SIZE)
                .mapToObj(to -> (to == broker ? LOOPBACK : new Route(broker, to).address()) + " " + host(to))
                .toList();
        Files.createDirectories(folder);
        return Files.write(folder.resolve("hosts-" + broker).toAbsolutePath(), hosts);
    }

    /** From one broker to another one. The lines have an address of their own, and the ports of their targets. */
    private record Route(int from, int to) {
        String address() {
            return "127.0.1." + (1 + from * SIZE + to);
        }

        Line line(Network network, int port) {
            return network.line(new InetSocketAddress(address(), port), () -> port);
        }
    }

    /** The listeners of one broker, except the listener of publishers. */
    private static final class Listeners {
        private final List<String> listened = new ArrayList<>();
        private final List<String> advertised = new ArrayList<>();
        private final List<String> protocols = new ArrayList<>();

        Listeners(int controllerPort) {
            listened.add("CONTROLLER://127.0.0.1:" + controllerPort);
        }

        void add(String name, int port, String advertisedHost, int advertisedPort) {
            listened.add(name + "://127.0.0.1:" + port);
            advertised.add(name + "://" + advertisedHost + ":" + advertisedPort);
            protocols.add(name + ":PLAINTEXT");
        }

        Map<String, String> settings() {
            return Map.of(
                    "listeners", String.join(",", listened),
                    "advertised.listeners", String.join(",", advertised),
                    "listener.security.protocol.map", String.join(",", protocols));
        }
    }
}
