package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * After a deploy, thousands of devices catch up together. Each device gets all events, and the process stays within its
 * container.
 */
@Scenario
class CatchUpIT {
    private static final int DEVICES = Integer.getInteger("reliability.crowd", 2_000);
    private static final int PER_USER = 50;
    private static final int EVENTS = 50;
    /** With this padding, 256 KiB are pending for a device. */
    private static final int PADDING = 5_200;

    private static final int BUDGET_MB = 512;
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    /** The values that the shipped jvm.options compute for a container of 512 MiB. */
    private static final Map<String, String> SETTINGS = Map.of(
            "TASKCAST_SOCKET_UPGRADES_PER_SECOND", "10000",
            "TASKCAST_SESSION_SEND_DEADLINE", "2m",
            "TASKCAST_SESSION_PING_INTERVAL", "1h",
            "JVM_ARGS", "-Xms184m -Xmx184m -XX:+UseSerialGC");

    @Test
    void thousandsOfDevicesThatCatchUpAtOnceFitIntoHalfAGigabyte() throws Exception {
        Ring ring = Ring.get();
        int users = DEVICES / PER_USER;
        List<Series> series =
                IntStream.range(0, users).mapToObj(i -> Series.of("u" + i)).toList();
        String topic = "catch-up";
        try (Topics topics = new Topics(ring.broker().address())) {
            topics.create(topic, 1);
        }
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("TASKCAST_KAFKA_TOPIC", topic);
        try (Replica replica = ring.replica("catch-up", settings).start().awaitReady();
                Crowd crowd = new Crowd(replica.socket());
                Traffic traffic = new Traffic(ring.broker().address(), topic, series, PADDING)) {
            String cursor = Crowd.cursor(replica.socket(), ring.tokens().of("canary"));
            traffic.burst(EVENTS);
            Await.until(
                    DEADLINE,
                    () -> replica.metric("taskcast_window_events") == (double) EVENTS * users,
                    "all events in the window");
            for (int i = 0; i < DEVICES; i++) {
                crowd.connect(ring.tokens().of("u" + i % users), cursor);
            }
            Await.until(DEADLINE, () -> replica.metric("taskcast_connections") == DEVICES, "all devices");
            long complete = crowd.readAll(EVENTS, DEADLINE);
            long peak = replica.megabytes("VmHWM");
            Ring.report("catch-up: " + complete + " of " + DEVICES + " complete, " + crowd.closed() + " closed; peak "
                    + peak + " MB, now " + replica.megabytes("VmRSS") + " MB, direct "
                    + Math.round(replica.metric("jvm_buffer_pool_used_bytes") / 1e6) + " MB");
            assertThat(crowd.closed()).isZero();
            assertThat(complete).isEqualTo(DEVICES);
            assertThat(peak).isLessThan(BUDGET_MB);
            assertThat(replica.metric("taskcast_batch_characters")).isZero();
        }
    }
}
