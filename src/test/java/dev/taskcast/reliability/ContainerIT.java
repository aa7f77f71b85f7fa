package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.MemoryGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The kernel does not kill a container with the options that we ship. It has all the sockets that it accepts, a full
 * window, and a thousand devices that catch up and read nothing at first.
 *
 * <p>If the machine does not allow a control group, the test adds the memory of the process and the planned share of
 * the kernel.
 */
@Scenario
class ContainerIT {
    private static final int MEBIBYTES = Integer.getInteger("reliability.container", 512);
    private static final long BYTES = (long) MEBIBYTES << 20;
    /** Whether the test uses a control group. False makes it act as on a machine without control groups. */
    private static final boolean LIMITED = Boolean.parseBoolean(System.getProperty("reliability.group", "true"));

    private static final int CATCHING_UP = 1_000;
    private static final int PER_USER = 50;
    private static final int EVENTS = 50;
    /** With this padding, 350 KB are pending for a device. */
    private static final int PADDING = 7_000;
    /**
     * The memory of the kernel for a socket. The next two numbers are the memory of a socket beside the heap, and the
     * rest of the process. They are those of docs/operations.md.
     */
    private static final long KERNEL = 56 << 10;

    private static final long SOCKET = 72 << 10;
    private static final long PROCESS = 240 << 20;

    private static final Duration FULL = Duration.ofSeconds(3);
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Pattern REPORT = Pattern.compile("TCAST0702I: Memory: of (\\d+) MiB .*?(\\d+) sockets");
    private static final String TOPIC = "container";

    private static final Map<String, String> SETTINGS = Map.of(
            "TASKCAST_KAFKA_TOPIC", TOPIC,
            "TASKCAST_SOCKET_UPGRADES_PER_SECOND", "10000",
            "TASKCAST_SESSION_SEND_DEADLINE", "2m",
            "TASKCAST_SESSION_PING_INTERVAL", "1h");

    private final Ring ring = Ring.get();
    private Optional<MemoryGroup> group = Optional.empty();
    private long anonymous;

    @Test
    void aContainerWithItsFullLoadIsNotKilled() throws Exception {
        assumeTrue(
                Runtime.version().feature() >= 24 || System.getProperty("reliability.container") != null,
                "the Java that is shipped is tried, or -Dreliability.container");
        try (Topics topics = new Topics(ring.broker().address())) {
            topics.create(TOPIC, 1);
        }
        group = LIMITED ? MemoryGroup.of(BYTES) : Optional.empty();
        try (Replica replica = started();
                Crowd crowd = new Crowd(replica.socket())) {
            replica.awaitReady();
            int sockets = sockets(replica);
            fillWindow(replica);
            crowdIn(replica, crowd, sockets);
            awaitFullBuffers(replica);
            assertThat(whatOneMoreGets(replica)).isEqualTo(Map.of(1013, 1L));
            crowd.readUntil(() -> look(replica) && crowd.have(EVENTS) == catchingUp(sockets), DEADLINE);
            assertThat(crowd.have(EVENTS)).isEqualTo(catchingUp(sockets));
            assertThat(crowd.closed()).isZero();
            assertIsWell(replica, sockets);
        } finally {
            group.ifPresent(MemoryGroup::close);
        }
    }

    /**
     * A replica with only the shipped options if there is a group. Otherwise it has the values that they give in a
     * group.
     */
    private Replica started() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        if (MEBIBYTES < 1024) {
            settings.put("HTTP_MAX_CONNECTIONS", "1900");
        }
        settings.put("JVM_ARGS", group.isPresent() ? "" : "-XX:+UseSerialGC -XX:MaxRAM=" + MEBIBYTES + "m");
        if (group.isEmpty()) {
            long left = BYTES * 64 / 100 - PROCESS;
            settings.put("TASKCAST_SOCKET_MAX_CONNECTIONS", Long.toString(left * 7 / 8 / SOCKET));
        }
        Replica replica = ring.replica("container", settings);
        return group.map(replica::start).orElseGet(replica::start);
    }

    /** The number of sockets that the replica accepts. In a group, it follows from the limit of memory. */
    private int sockets(Replica replica) throws Exception {
        List<MatchResult> report = REPORT.matcher(replica.console()).results().toList();
        assertThat(report).hasSize(1);
        int most = (int) replica.metric("taskcast_sockets_max");
        if (group.isPresent()) {
            assertThat(report.get(0).group(1)).isEqualTo(Integer.toString(MEBIBYTES));
            assertThat(report.get(0).group(2)).isEqualTo(Integer.toString(most));
        }
        return most;
    }

    private void fillWindow(Replica replica) throws Exception {
        int events = (int) (replica.metric("taskcast_window_max_bytes") / PADDING);
        try (Traffic traffic = new Traffic(ring.broker().address(), TOPIC, List.of(Series.of("nobody")), PADDING)) {
            traffic.burst(events);
        }
        Await.until(DEADLINE, () -> replica.metric("taskcast_window_evicted_for_space_total") > 0, "a full window");
        look(replica);
    }

    private void crowdIn(Replica replica, Crowd crowd, int sockets) throws Exception {
        int behind = catchingUp(sockets);
        int users = behind / PER_USER;
        List<Series> series =
                IntStream.range(0, users).mapToObj(i -> Series.of("u" + i)).toList();
        String cursor = Crowd.cursor(replica.socket(), ring.tokens().of("canary"));
        try (Traffic traffic = new Traffic(ring.broker().address(), TOPIC, series, PADDING)) {
            traffic.burst(EVENTS);
        }
        Await.until(DEADLINE, () -> replica.metric("taskcast_kafka_lag_records") == 0, "all events in the window");
        for (int i = 0; i < sockets; i++) {
            boolean idle = i >= behind;
            crowd.connect(ring.tokens().of(idle ? "idle" + i : "u" + i % users), idle ? "" : cursor);
            if (i % 100 == 0) {
                look(replica);
            }
        }
        Await.until(DEADLINE, () -> replica.metric("taskcast_connections") == sockets, "all devices");
    }

    private void assertIsWell(Replica replica, int sockets) throws Exception {
        look(replica);
        long peak = peak(sockets);
        Ring.report(
                "container of " + MEBIBYTES + " MiB, Java " + Runtime.version().feature() + ": " + sockets
                        + " sockets, " + catchingUp(sockets) + " caught up, peak " + (peak >> 20) + " MiB, process "
                        + replica.megabytes("VmHWM") + " MiB, limited: " + group.isPresent());
        assertThat(peak).isLessThan(BYTES);
        assertThat(replica.status("/health/ready")).isEqualTo(200);
        if (group.isPresent()) {
            assertThat(group.get().kills()).isZero();
        }
    }

    private static int catchingUp(int sockets) {
        return Math.min(CATCHING_UP, sockets / PER_USER * PER_USER);
    }

    private void awaitFullBuffers(Replica replica) {
        long end = System.nanoTime() + FULL.toNanos();
        Await.until(
                DEADLINE,
                () -> {
                    look(replica);
                    return System.nanoTime() > end;
                },
                "full buffers");
    }

    private Map<Integer, Long> whatOneMoreGets(Replica replica) throws Exception {
        try (Crowd one = new Crowd(replica.socket())) {
            one.connect(Transport.SOCKET, ring.tokens().of("beyond"), "");
            one.readUntil(() -> one.closed() == 1, DEADLINE);
            return one.closes();
        }
    }

    /** Measures the memory in use. It always returns true. */
    private boolean look(Replica replica) {
        try {
            if (group.isPresent()) {
                group.get().look();
            } else {
                anonymous = Math.max(anonymous, replica.megabytes("RssAnon") << 20);
            }
            return true;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private long peak(int sockets) {
        return group.isPresent() ? group.get().peak() : anonymous + sockets * KERNEL;
    }
}
