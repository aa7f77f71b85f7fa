package dev.taskcast.reliability;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an idle connection keeps of the memory of a replica, on the heap and beside it. */
@Scenario
class IdleMemoryIT {
    /** A server that has seen connections before: what it makes once does not count. */
    private static final int FIRST = 500;

    private static final int MORE = 1_500;
    /** Without gaps between the objects, which a histogram of the classes would count. */
    private static final Map<String, String> SETTINGS = Map.of(
            "TASKCAST_SOCKET_UPGRADES_PER_SECOND",
            "10000",
            "JVM_ARGS",
            "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MarkSweepDeadRatio=0");

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anIdleConnectionKeepsLittle(Transport transport) throws Exception {
        Ring ring = Ring.get();
        try (Replica replica = ring.replica("idle-memory", SETTINGS).start().awaitReady();
                Crowd crowd = new Crowd(replica.socket())) {
            connect(replica, ring, crowd, transport, 0, FIRST);
            Footprint before = Footprint.of(replica);
            connect(replica, ring, crowd, transport, FIRST, FIRST + MORE);
            Footprint[] after = {before};
            try {
                Await.until(
                        MINUTE,
                        () -> {
                            after[0] = Footprint.of(replica);
                            return heap(before, after[0]) <= bound(transport);
                        },
                        "an idle connection that keeps " + bound(transport) + " bytes");
            } finally {
                Ring.report("idle memory, Java " + Runtime.version().feature() + ", by " + transport + ": "
                        + heap(before, after[0]) + " bytes of heap, "
                        + (after[0].direct() - before.direct()) / MORE + " of direct memory");
            }
        }
    }

    /** As measured, and a tenth. */
    private static long bound(Transport transport) {
        return transport == Transport.SOCKET ? 8_000 : 12_000;
    }

    private static long heap(Footprint before, Footprint after) {
        return (after.heap() - before.heap()) / MORE;
    }

    private static void connect(Replica replica, Ring ring, Crowd crowd, Transport transport, int from, int to)
            throws Exception {
        for (int i = from; i < to; i++) {
            crowd.connect(transport, ring.tokens().of("idle" + i), "");
        }
        Await.until(MINUTE, () -> replica.metric("taskcast_connections") == to, "all connections");
    }
}
