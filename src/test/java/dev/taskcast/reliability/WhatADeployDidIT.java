package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Shows what a deploy did to users. The panels that docs/operations.md names distinguish a rolling deploy from a killed
 * replica.
 *
 * <p>A real Prometheus answers the queries, and the devices know the truth.
 */
@Scenario
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhatADeployDidIT {
    private static final int PARTITIONS = 2;
    private static final int USERS = 20;
    private static final int RATE = 50;
    private static final int PADDING = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    /** The smallest share of the devices that a rate must show. A scrape comes once a second, and rates interpolate. */
    private static final double MOST = 0.7;

    private final Ring ring = Ring.get();
    private final Topics topics = new Topics(ring.broker().address());

    @AfterAll
    void stop() {
        topics.close();
    }

    @Test
    void aRollingDeployIsSeenAsDevicesThatWereAskedToLeaveAndResumed() throws Exception {
        String topic = "a-rolling-deploy";
        topics.create(topic, PARTITIONS);
        Oracle oracle = new Oracle();
        try (Watched replicas = new Watched(topic, Map.of());
                Fleet fleet = connect(replicas, oracle);
                Traffic traffic = new Traffic(ring.broker().address(), topic, Series.all(USERS), PADDING)) {
            traffic.start(RATE, Long.MAX_VALUE, oracle);
            long begin = System.nanoTime();
            for (Replica replica : List.of(replicas.one, replicas.other)) {
                replica.drain();
                fleet.stop(replica);
                replica.start().awaitReady();
                fleet.awaitConnected();
            }
            awaitAScrape(replicas);
            Duration deploy = Duration.ofNanos(System.nanoTime() - begin).plusSeconds(5);

            Map<String, Double> begins = total(replicas.panel("How sessions begin", "resume", deploy), deploy);
            assertThat(begins.get("resumed")).as(begins.toString()).isGreaterThan(MOST * 2 * USERS);
            assertThat(begins.get("reset"))
                    .as("devices that had to load a snapshot")
                    .isZero();
            assertThat(oracle.judge(traffic.finish(traffic.total()), DEADLINE, SILENCE))
                    .matches(Oracle.Verdict::isSilent, "is silent");

            Map<String, Double> reasons = total(replicas.panel("Ends by code and reason", "reason", deploy), deploy);
            assertThat(reasons.get("asked to leave")).as(reasons.toString()).isGreaterThan(MOST * 2 * USERS);
            Map<String, Double> ends = total(replicas.panel("Who ends connections", "by", deploy), deploy);
            assertThat(ends.getOrDefault("network", 0.0)).as(ends.toString()).isZero();
            for (String instance : List.of(replicas.first(), replicas.second())) {
                assertThat(longestDrain(replicas, instance, deploy))
                        .as("drain of " + instance)
                        .isBetween(2.0, 11.0);
            }
            assertThat(replicas.highest(
                            replicas.queries("Time to catch up, p99").get(0), "instance", deploy))
                    .isNotEmpty()
                    .allSatisfy((instance, seconds) -> assertThat(seconds).isLessThan(10));
            Ring.report("deploy: " + 2 * USERS + " devices, begins " + begins + ", ends " + ends + ", reasons "
                    + reasons + ", " + deploy.toSeconds() + " s");
        }
    }

    @Test
    void aKilledReplicaIsSeenAsAReplicaThatDidNotLeave() throws Exception {
        String topic = "a-killed-replica";
        topics.create(topic, PARTITIONS);
        Oracle oracle = new Oracle();
        try (Watched replicas = new Watched(topic, Map.of());
                Fleet fleet = connect(replicas, oracle)) {
            awaitAScrape(replicas);
            long begin = System.nanoTime();
            fleet.kill(replicas.other);
            Await.until(
                    PATIENCE,
                    () -> replicas.alarmed("TaskcastDown").equals(List.of(replicas.second())),
                    "the alert for the one that was killed");
            replicas.other.start().awaitReady();
            fleet.awaitConnected();
            awaitAScrape(replicas);
            Duration deploy = Duration.ofNanos(System.nanoTime() - begin).plusSeconds(5);

            assertThat(longestDrain(replicas, replicas.second(), deploy)).isZero();
            Map<String, Double> begins = total(replicas.panel("How sessions begin", "resume", deploy), deploy);
            assertThat(begins.get("resumed")).as(begins.toString()).isGreaterThan(MOST * USERS);
            assertThat(begins.get("reset")).isZero();
            Map<String, Double> reasons = total(replicas.panel("Ends by code and reason", "reason", deploy), deploy);
            assertThat(reasons.getOrDefault("asked to leave", 0.0))
                    .as(reasons.toString())
                    .isZero();
        }
    }

    private Fleet connect(Watched replicas, Oracle oracle) {
        return new Fleet(Ring.sockets(List.of(replicas.one, replicas.other)), Manners.GOOD)
                .connect(USERS, ring.tokens(), oracle);
    }

    /** Waits until the newest scrapes count all devices. */
    private static void awaitAScrape(Watched replicas) {
        Await.until(
                PATIENCE,
                () -> replicas.panel("Devices by replica", "instance").values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        == 2 * USERS,
                "all devices on the dashboard");
    }

    /** The highest point of a line in the panel of drains. */
    private static double longestDrain(Watched replicas, String instance, Duration time) throws Exception {
        String query = "taskcast_leaving_seconds";
        assertThat(replicas.queries("Length of sessions, and drains")).anyMatch(line -> line.contains(query));
        return replicas.highest(query, "instance", time).get(instance);
    }

    /** The totals that follow from rates over {@code time}. */
    private static Map<String, Double> total(Map<String, Double> rates, Duration time) {
        rates.replaceAll((line, rate) -> rate * time.toSeconds());
        return rates;
    }
}
