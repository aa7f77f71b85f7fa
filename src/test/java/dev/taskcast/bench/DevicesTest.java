package dev.taskcast.bench;

import static dev.taskcast.bench.ClientSocketTest.BEGIN;
import static dev.taskcast.bench.ClientSocketTest.WELCOME;
import static dev.taskcast.bench.ClientSocketTest.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both load clients connect, measure and leave as the benchmark requires. */
class DevicesTest {
    private static final String CLIENTS = "dev.taskcast.bench.LoadClients#all";
    private static final int PACKET = 10_000;
    private static final int TEXT = 0x81;

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void allAreWelcomedAndBreakOffWhenTheyLeave(Optional<Path> client) throws IOException {
        try (GivenServer server = new GivenServer(BEGIN + WELCOME, PACKET);
                Devices devices = new Devices(server.port(), new Tokens(), false, client)) {
            Duration time = devices.become(new Shape(100, 3), user -> 0);
            assertThat(time).isPositive();
            assertThat(server.accepted()).isEqualTo(300);
            server.send(frame(TEXT, "{\"type\":\"task_update\",\"event\":\"task.updated\"," + Given.task(0, 1) + "}"));
            devices.await(0, 300);
            devices.leave();
            Await.until(Given.DEADLINE, () -> server.resets() == 300, "300 resets");
            assertThat(devices.tally().closes()).isZero();
            assertThat(devices.tally().wrong()).isZero();
            assertThat(devices.tally().reads()).isBetween(300L, 1_000L);
            assertThat(server.heard()).contains("GET /ws?token=");
            devices.become(Given.ONE, user -> 7);
            assertThat(devices.tally().welcomes()).isEqualTo(301);
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void theNumberThatMustComeFirstIsTheNextOne(Optional<Path> client) throws IOException {
        try (GivenServer server = new GivenServer(BEGIN + WELCOME + frame(TEXT, Given.event(8)), PACKET);
                Devices devices = new Devices(server.port(), new Tokens(), false, client)) {
            devices.become(Given.ONE, user -> 7);
            devices.await(0, 1);
            assertThat(devices.tally().wrong()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void handshakesUnderWayAreLimited(Optional<Path> client) throws IOException {
        List<Load.Wanted> users = List.of(new Load.Wanted(1, 1, "/ws"));
        try (GivenServer server = new GivenServer(BEGIN, PACKET);
                Load load = Load.of(client, server.port(), false)) {
            load.open(200, users);
            Await.until(Given.DEADLINE, () -> server.accepted() >= 128, "128 handshakes");
            assertThat(server.accepted()).isEqualTo(128);
            server.send(WELCOME);
            Await.until(Given.DEADLINE, () -> server.accepted() == 200, "the other handshakes");
            assertThat(load.tally().welcomes()).isEqualTo(128);
            server.send(WELCOME);
            Await.until(Given.DEADLINE, () -> load.tally().welcomes() == 200, "all welcomes");
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void latencyCountsFromWhenAnEventWasDue(Optional<Path> client) throws IOException {
        try (GivenServer server = new GivenServer(BEGIN + WELCOME, PACKET);
                Devices devices = new Devices(server.port(), new Tokens(), false, client)) {
            devices.become(Given.ONE, user -> 0);
            Tally tally = devices.tally();
            for (long ago : new long[] {700, 300_000, 50_000_000}) {
                long before = tally.deliveries();
                tally.startTiming();
                long due = Clock.micros() - ago;
                server.send(frame(TEXT, Given.event(before + 1).replace("\"sent\":1", "\"sent\":" + due)));
                devices.await(before, 1);
                Histogram micros = tally.stopTiming();
                assertThat(micros.getTotalCount()).isEqualTo(1);
                double late = tally.latest() - due;
                assertThat((double) micros.getMaxValue()).isCloseTo(late, within(late / 500 + 50));
            }
            assertThat(tally.wrong()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void aRefusalIsAFailureOfTheLoad(Optional<Path> client) throws IOException {
        try (GivenServer server = new GivenServer("HTTP/1.1 401 Unauthorized\r\n\r\n", PACKET);
                Load load = Load.of(client, server.port(), false)) {
            load.open(1, List.of(new Load.Wanted(1, 1, "/ws")));
            Await.until(Given.DEADLINE, () -> load.failure().isPresent(), "the failure");
            assertThatThrownBy(() -> {
                        throw load.failure().orElseThrow();
                    })
                    .hasStackTraceContaining("401");
        }
    }

    @ParameterizedTest
    @MethodSource(CLIENTS)
    void itsProcessorTimeIsItsOwn(Optional<Path> client) throws IOException {
        try (GivenServer server = new GivenServer(BEGIN + WELCOME, PACKET);
                Load load = Load.of(client, server.port(), false)) {
            load.calm(true);
            List<Load.Wanted> users = List.of(new Load.Wanted(1, 1, "/ws"));
            for (int round = 1; load.cpuSeconds() == 0 && round <= 1_000; round++) {
                long wanted = 100L * round;
                load.open(100, users);
                Await.until(Given.DEADLINE, () -> load.tally().welcomes() == wanted, "100 welcomes");
                load.leave();
            }
            assertThat(load.cpuSeconds()).isBetween(0.000_001, 20.0);
        }
    }
}
