package dev.taskcast.reliability;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Measures the memory of a replica that an idle connection holds, on the heap and beside it. */
@Scenario
class IdleMemoryIT {
    /**
     * The number of earlier connections. They exist because the memory that a server allocates only once must not
     * count.
     */
    private static final int FIRST = 500;

    private static final int MORE = 1_500;
    /** Settings without gaps between the objects, because a histogram of the classes would count the gaps. */
    private static final Map<String, String> SETTINGS = Map.of(
            "TASKCAST_SOCKET_UPGRADES_PER_SECOND",
            "10000",
            "JVM_ARGS",
            "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MarkSweepDeadRatio=0");

    /** After this time, the gateway has released the memory that it used only at the start of a connection. */
    private static final Duration SETTLED = Duration.ofSeconds(8);

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
                            return heap(before, after[0]) <= heapOf(transport)
                                    && direct(before, after[0]) <= directOf(transport);
                        },
                        "an idle connection that keeps " + heapOf(transport) + " and " + directOf(transport)
                                + " bytes");
            } finally {
                Ring.report("idle memory, Java " + Runtime.version().feature() + ", by " + transport + ": "
                        + heap(before, after[0]) + " bytes of heap, "
                        + direct(before, after[0]) + " of direct memory");
            }
        }
    }

    /** The measured value on Java 17 plus ten percent. Java 25 with compact object headers needs less. */
    private static long heapOf(Transport transport) {
        return transport == Transport.SOCKET ? 7_200 : 14_300;
    }

    /** The measured value plus the normal variation of a working server. */
    private static long directOf(Transport transport) {
        return transport == Transport.SOCKET ? 700 : 2_500;
    }

    private static long heap(Footprint before, Footprint after) {
        return (after.heap() - before.heap()) / MORE;
    }

    private static long direct(Footprint before, Footprint after) {
        return (after.direct() - before.direct()) / MORE;
    }

    private static void connect(Replica replica, Ring ring, Crowd crowd, Transport transport, int from, int to)
            throws Exception {
        for (int i = from; i < to; i++) {
            crowd.connect(transport, ring.tokens().of("idle" + i), "");
        }
        Await.until(MINUTE, () -> replica.metric("taskcast_connections") == to, "all connections");
        long begin = System.nanoTime();
        Await.until(MINUTE, () -> System.nanoTime() - begin > SETTLED.toNanos(), "connections that have settled");
    }
}
