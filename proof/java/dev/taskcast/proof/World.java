package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Ports;
import dev.taskcast.reliability.Fleet;
import dev.taskcast.reliability.Habits;
import dev.taskcast.reliability.Manners;
import dev.taskcast.reliability.Replica;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** All parts of a run: brokers, gateways, lines, the login service, devices and publishers. */
final class World implements AutoCloseable {
    static final int GATEWAYS = 3;
    /** The size of each gateway's window. It holds minutes of events, and a fault can still fill it. */
    static final int WINDOW_BYTES = 64 << 20;

    /** The smallest heap with which a gateway starts. */
    static final String SMALL_HEAP = "-Xmx72m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    static final Map<String, String> HEAP = Map.of(
            "JVM_ARGS",
            "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "TASKCAST_WINDOW_MAX_BYTES",
            Integer.toString(WINDOW_BYTES));

    /** The age at which Kafka's clients ask for the partitions again: those of the gateways, and those of the proof. */
    static final Duration METADATA_AGE = Duration.ofSeconds(5);

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /** After a silence of this length, a device regards its line as dead (PROTOCOL.md, C-29). */
    private static final Duration DEAD = HEARTBEAT.plusSeconds(4);

    /** The number of seconds for which a filter holds. */
    private static final int FILTER_S = 3;

    /** Devices that use only WebSockets. They differ in their login and in batches. */
    private static final List<Integer> BY_SOCKET = List.of(0, 2, 5, 7);

    private static final Duration CATCH_UP = Duration.ofMinutes(3);

    private static final Duration START = Duration.ofMinutes(4);

    private final Oracle oracle = new Oracle();
    private final Network network = new Network();
    private final Login login;
    private final List<Clock> clocks = new ArrayList<>();
    private final Clock clockOfPrograms;
    private final Cluster cluster;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Line> doors = new ArrayList<>();
    private final Fleet fleet;
    private final Map<String, Program> programs = new HashMap<>();
    private final List<Publishing> publishing = new ArrayList<>();
    private final KafkaWay kafka;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts everything in {@code folder}, and returns when every device is connected. */
    World(Path folder, Options options) throws IOException, InterruptedException, ExecutionException {
        login = new Login(folder);
        for (int gateway = 0; gateway < GATEWAYS; gateway++) {
            clocks.add(new Clock(folder.resolve("clock-" + gateway)));
        }
        clockOfPrograms = new Clock(folder.resolve("clock"));
        cluster = new Cluster(network, folder, GATEWAYS).start();
        for (int gateway = 0; gateway < GATEWAYS; gateway++) {
            Replica replica = new Replica("proof-" + gateway, settings(options, gateway)).start();
            replicas.add(replica);
            doors.add(network.line(Ports.free(), () -> replica.socket().getPort()));
        }
        replicas.forEach(Replica::awaitReady);
        fleet = new Fleet(
                doors.stream()
                        .map(door -> URI.create("ws://127.0.0.1:" + door.port()))
                        .toList(),
                options.broken() ? Manners.FORGETFUL : Manners.RENEWING);
        kafka = new KafkaWay(cluster.address(), oracle.ledger());
        connect(options);
        publish(options);
    }

    /** The environment of a gateway. */
    private Map<String, String> settings(Options options, int gateway) {
        Map<String, String> settings = new HashMap<>(login.settings());
        settings.putAll(HEAP);
        settings.putAll(clocks(options, Fault.CLOCK_OF_GATEWAY, clocks.get(gateway)));
        settings.put("KAFKA_BOOTSTRAP_SERVERS", cluster.address(gateway));
        settings.put("KAFKA_METADATA_MAX_AGE_MS", Long.toString(METADATA_AGE.toMillis()));
        settings.put("TASKCAST_KAFKA_TOPIC", Cluster.TOPIC);
        settings.put("TASKCAST_KAFKA_DEAD_LETTER_TOPIC", "task-updates-dlq");
        settings.put("TASKCAST_SESSION_HEARTBEAT", HEARTBEAT.toSeconds() + "s");
        settings.put("TASKCAST_DAPR_TRUST_NETWORK", "true");
        settings.put("TASKCAST_DRAIN_ROTATION_TIME", "2s");
        settings.put("TASKCAST_DRAIN_TIME", "8s");
        return settings;
    }

    /** The environment that makes a process use {@code clock}. It is empty if {@code fault} never strikes. */
    private static Map<String, String> clocks(Options options, Fault fault, Clock clock) {
        return options.faults().contains(fault) ? clock.settings() : Map.of();
    }

    /**
     * Connects the devices of each user, whose habits differ. One device narrows, and one more changes its filter again
     * and again. One program for each language runs too.
     */
    private void connect(Options options) throws IOException {
        for (int i = 0; i < options.users(); i++) {
            for (int of = 0; of < options.devices(); of++) {
                add(i, new Habits(options.devices() * i + of));
            }
            add(i, new Habits(2 * i + 1 + i % 2, List.of(Series.NARROW)));
            add(i, new Habits(BY_SOCKET.get(i % BY_SOCKET.size()), List.of(Series.NARROW, Series.OTHER)));
        }
        AtomicInteger turn = new AtomicInteger();
        Line door = network.line(
                Ports.free(), () -> doors.get(turn.getAndIncrement() % GATEWAYS).port());
        for (Map.Entry<String, List<String>> program : Program.commands().entrySet()) {
            int user = programs.size();
            Account account = oracle.account("client of " + program.getKey(), Series.namesFor(user));
            List<String> command = new ArrayList<>(program.getValue());
            command.add("ws://127.0.0.1:" + door.port() + "/ws");
            command.add(login.address(Series.user(user)));
            programs.put(
                    program.getKey(),
                    new Program(command, clocks(options, Fault.CLOCK_OF_CLIENTS, clockOfPrograms), account));
        }
        watchdog.scheduleWithFixedDelay(() -> fleet.dropSilent(DEAD), 1, 1, TimeUnit.SECONDS);
        watchdog.scheduleWithFixedDelay(fleet::changeFilters, FILTER_S, FILTER_S, TimeUnit.SECONDS);
        fleet.awaitConnected();
        Await.until(
                START,
                () -> programs.values().stream().allMatch(Program::hasBegun),
                "the programs " + programs.keySet());
    }

    private void add(int number, Habits habits) {
        String user = Series.user(number);
        List<String> channels = habits.channels();
        String kind = channels.isEmpty() ? "" : channels.size() == 1 ? "narrow " : "changing ";
        Account account = oracle.account(
                kind + habits + " of " + user,
                channels.isEmpty() ? Series.namesFor(number) : Series.namesFor(number, channels));
        fleet.add(new AccountObserver(account, number), habits, user, () -> login.of(user));
    }

    private void publish(Options options) {
        List<Integer> users = IntStream.range(0, options.users()).boxed().toList();
        List<Series> byKafka = new ArrayList<>(
                users.stream().flatMap(user -> Series.byKafka(user).stream()).toList());
        byKafka.add(Series.EVERYONE);
        List<URI> gateways = doors.stream()
                .map(door -> URI.create("http://127.0.0.1:" + door.port()))
                .toList();
        int share = Math.max(1, options.rate() / 20);
        start(kafka, byKafka, Math.max(1, options.rate() - 3 * share));
        start(
                http(HttpWay.Kind.PLAIN, gateways),
                users.stream().map(Series::byHttp).toList(),
                share);
        start(
                http(HttpWay.Kind.CLOUD_EVENT, gateways),
                users.stream().map(Series::byCloudEvent).toList(),
                share);
        start(
                http(HttpWay.Kind.DAPR, gateways),
                users.stream().map(Series::byDapr).toList(),
                share);
    }

    private HttpWay http(HttpWay.Kind kind, List<URI> gateways) {
        return new HttpWay(kind, gateways, () -> login.of("publisher"), oracle.ledger());
    }

    private void start(Way way, List<Series> series, int perSecond) {
        publishing.add(new Publishing(way, series, oracle.ledger(), perSecond));
    }

    /** Stops all publishers, and returns when the fate of each event is known. */
    void hold() throws InterruptedException {
        for (Publishing one : publishing) {
            one.hold();
        }
    }

    void release() {
        publishing.forEach(Publishing::release);
    }

    /** Waits until each device has all events that were published. */
    void awaitAll(String when) {
        Await.until(CATCH_UP, () -> oracle.behind(oracle.ledger().sent()) == 0, "all events at all devices " + when);
    }

    /** Waits until each gateway is ready. If one is late, the list has the state of each gateway. */
    List<String> awaitReady(Duration patience) {
        try {
            for (Replica replica : replicas) {
                Await.until(patience, replica::isReady, "a ready gateway");
            }
            return List.of();
        } catch (AssertionError late) {
            return replicas.stream().map(Replica::state).toList();
        }
    }

    /** Fails if an event could not be published, because the run then proves nothing. */
    void check() {
        publishing.forEach(Publishing::check);
    }

    Oracle oracle() {
        return oracle;
    }

    Cluster cluster() {
        return cluster;
    }

    Replica replica(int gateway) {
        return replicas.get(gateway);
    }

    Clock clock(int gateway) {
        return clocks.get(gateway);
    }

    /** The clock of our clients in other languages. */
    Clock clockOfPrograms() {
        return clockOfPrograms;
    }

    /** The line between devices and {@code gateway}. */
    Line door(int gateway) {
        return doors.get(gateway);
    }

    Login login() {
        return login;
    }

    KafkaWay kafka() {
        return kafka;
    }

    Fleet fleet() {
        return fleet;
    }

    /** The languages of our clients that take part. */
    List<String> languages() {
        return programs.keySet().stream().sorted().toList();
    }

    @Override
    public void close() throws IOException {
        watchdog.shutdownNow();
        publishing.forEach(Publishing::close);
        for (Program program : programs.values()) {
            program.close();
        }
        fleet.close();
        replicas.forEach(Replica::kill);
        cluster.close();
        network.close();
        login.close();
    }
}
