package dev.taskcast.reliability;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.TestTokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All devices of a scenario. Half of them use a stream. They share one HTTP client and one timer, and use the gateways
 * in turn.
 */
public final class Fleet implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofMinutes(3);
    private static final long SPACING_MICROS = 3_000;

    private final List<URI> gateways;
    private final Manners manners;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, Fleet::daemon);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Fleet::daemon);
    private final HttpClient http = HttpClient.newBuilder()
            .executor(threads)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Close, LongAdder> closes = new ConcurrentHashMap<>();
    private final List<Device> devices = new CopyOnWriteArrayList<>();

    /** Creates a fleet of devices with {@code manners}, which connect to {@code gateways} in turn. */
    public Fleet(List<URI> gateways, Manners manners) {
        this.gateways = gateways;
        this.manners = manners;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Connects two devices for each of {@code users} users. {@code oracle} watches them. It returns when all of them
     * are welcomed.
     */
    Fleet connect(int users, TestTokens tokens, Oracle oracle) {
        return connect(users, tokens::of, oracle);
    }

    /** Does the same with tokens of {@code login}, which creates a token from the name of a user. */
    Fleet connect(int users, UnaryOperator<String> login, Oracle oracle) {
        for (int i = 0; i < 2 * users; i++) {
            String user = "u" + i / 2;
            Habits habits = new Habits(i);
            Witness witness = oracle.witness(habits + " of " + user, Series.namesFor(i / 2));
            Device device = new Device(this, witness, habits, user, () -> login.apply(user));
            devices.add(device);
            after(i * SPACING_MICROS, TimeUnit.MICROSECONDS, device::connect);
        }
        return awaitConnected();
    }

    /** Adds one device, which soon connects and reports to {@code observer}. */
    public void add(Observer observer, Habits habits, String user, Supplier<String> login) {
        Device device = new Device(this, observer, habits, user, login);
        devices.add(device);
        after(devices.size() * SPACING_MICROS, TimeUnit.MICROSECONDS, device::connect);
    }

    /** Ends each connection by which no frame has come for {@code time}. */
    public void dropSilent(Duration time) {
        devices.forEach(device -> device.dropIfSilent(time));
    }

    /** Lets each device with several channels change its filter. */
    public void changeFilters() {
        devices.forEach(Device::changeFilter);
    }

    /** Waits until every device is welcomed. */
    public Fleet awaitConnected() {
        try {
            Await.until(CONNECT, () -> connected() == devices.size(), devices.size() + " welcomes");
            return this;
        } catch (AssertionError late) {
            throw new AssertionError(connected() + " were welcomed; closes so far: " + closes(), late);
        }
    }

    /** Waits until no device has a connection. */
    void awaitEnd(Duration deadline) {
        try {
            Await.until(deadline, () -> connected() == 0, "the end of every connection");
        } catch (AssertionError late) {
            throw new AssertionError(
                    "Still connected: " + connectedBy(Transport.SOCKET) + " sockets, " + connectedBy(Transport.STREAM)
                            + " streams; closes so far: " + closes(),
                    late);
        }
    }

    /** The number of devices that have a working connection. */
    public long connected() {
        return devices.stream().filter(Device::isConnected).count();
    }

    /** The number of devices that have a working connection by {@code transport}. */
    long connectedBy(Transport transport) {
        return devices.stream()
                .filter(device -> device.isConnectedBy(transport))
                .count();
    }

    /** The smallest number of new tokens that a device has had. */
    int renewals() {
        return devices.stream().mapToInt(Device::renewals).min().orElse(0);
    }

    /** Ends the connection of every device. All devices return. */
    void interrupt() {
        devices.forEach(Device::interrupt);
    }

    /** Kills {@code replica}, and makes every device notice it. */
    void kill(Replica replica) {
        replica.kill();
        cutOff(replica.socket());
    }

    /** Stops {@code replica} in an orderly way, and makes every device notice it. */
    void stop(Replica replica) {
        replica.stop();
        cutOff(replica.socket());
    }

    /**
     * Tells every device that the process at {@code gateway} has ended, and that each connection to it has ended too.
     *
     * <p>Some devices would not notice it otherwise. The JDK's WebSocket client fails internally if a connection ends
     * without a close frame while its listener handles a message. It then reports no end to the listener. On a slow
     * machine, that device would wait forever.
     */
    void cutOff(URI gateway) {
        devices.forEach(device -> device.cutOff(gateway));
    }

    /** The number of connections that ended in each way, except those that devices ended. */
    public Map<Close, Long> closes() {
        Map<Close, Long> counts = new HashMap<>();
        closes.forEach((close, count) -> counts.put(close, count.sum()));
        return counts;
    }

    /**
     * The number of devices that regard their connection as working, but have received nothing for {@code time}. It is
     * counted by transport and gateway.
     */
    Map<String, Long> silent(Duration time) {
        return devices.stream()
                .flatMap(device -> device.silent(time).stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    Manners manners() {
        return manners;
    }

    HttpClient http() {
        return http;
    }

    /** The next gateway in turn, except {@code left}, which can be null. A load balancer would choose the same. */
    URI gatewayAfter(URI left) {
        URI next = gateways.get(turn.getAndIncrement() % gateways.size());
        return next.equals(left) ? gateways.get(turn.getAndIncrement() % gateways.size()) : next;
    }

    void closed(Close close) {
        closes.computeIfAbsent(close, any -> new LongAdder()).increment();
    }

    ScheduledFuture<?> after(long delay, TimeUnit unit, Runnable task) {
        return timer.schedule(task, delay, unit);
    }

    @Override
    public void close() {
        devices.forEach(Device::stop);
        timer.shutdown();
        threads.shutdown();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fleet");
        thread.setDaemon(true);
        return thread;
    }
}
