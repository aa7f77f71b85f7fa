package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients of both transports leave in the moment of their welcome. The gateway keeps nothing of them. */
@Scenario
class ChurnIT {
    private static final int CLIENTS = Integer.getInteger("reliability.churn", 2_000);
    private static final int USERS = 100;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Threads of the container that do something. */
    static final String BUSY = "taskcast_container_threads{state=\"busy\"}";

    @Test
    void aClientThatLeavesImmediatelyLeavesNothingBehind() throws Exception {
        Ring ring = Ring.get();
        Map<String, String> settings = Map.of(
                "TASKCAST_SOCKET_UPGRADES_PER_SECOND",
                "10000",
                // The gateway finds that a stream's client has left at the second heartbeat.
                "TASKCAST_SESSION_HEARTBEAT",
                "5s");
        try (Replica replica = ring.replica("churn", settings).start().awaitReady()) {
            comeAndGo(replica, ring, CLIENTS / 10);
            Footprint before = Footprint.of(replica);
            comeAndGo(replica, ring, CLIENTS);
            Footprint after = Footprint.awaitLike(before, replica, MINUTE, 16, 10, 8 << 20);
            Ring.report("churn, Java " + Runtime.version().feature() + ", " + CLIENTS + " clients: before " + before
                    + "; after " + after);
            assertThat(replica.metric("taskcast_connections")).isZero();
            Await.until(MINUTE, () -> replica.metric(BUSY) <= 1, "no busy thread but the one that answers");
        }
    }

    private static void comeAndGo(Replica replica, Ring ring, int clients) throws Exception {
        for (int i = 0; i < clients; i++) {
            StuckDevice.numbered(i, replica.socket(), ring.tokens().of("churn" + i % USERS))
                    .close();
        }
        Await.until(MINUTE, () -> replica.metric("taskcast_sockets") == 0, "the permits of all sockets");
        Await.until(MINUTE, () -> replica.metric("taskcast_streams") == 0, "the permits of all streams");
        Await.until(MINUTE, () -> replica.metric("taskcast_stuck_calls") == 0, "no call that is stuck");
    }
}
