package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * While events flow, one of two replicas is killed and started again, and the other is rolled. No device notices.
 *
 * <p>Half of the devices use a stream. Half of all devices change the transport at each reconnect.
 */
@Scenario
class RollingIT {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void killedAndRolledReplicasLoseNothing() throws Exception {
        Ring ring = Ring.get();
        List<Replica> pair = ring.pair();
        Oracle oracle = new Oracle();
        int users = Ring.DEVICES / 2;
        long begin = System.nanoTime();
        try (Fleet fleet = new Fleet(Ring.sockets(pair), Manners.GOOD).connect(users, ring.tokens(), oracle);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, Series.all(users), 100)) {
            long byStream = fleet.connectedBy(Transport.STREAM);
            assertThat(byStream).as("devices by stream").isEqualTo(users);
            traffic.start(Ring.RATE, Ring.EVENTS, oracle);
            traffic.awaitTotal(Ring.EVENTS / 20);

            Replica killed = pair.get(0);
            fleet.kill(killed);
            killed.start();
            fleet.awaitConnected();
            killed.awaitReady();

            Replica rolled = pair.get(1);
            String drained = rolled.drain();
            fleet.stop(rolled);
            rolled.start();
            fleet.awaitConnected();
            rolled.awaitReady();
            long duringTrouble = traffic.total();

            Map<String, Long> published = traffic.finish(Ring.EVENTS);
            Oracle.Verdict verdict = oracle.judge(published, DEADLINE, SILENCE);
            Ring.report("rolling: " + Ring.DEVICES + " devices, " + byStream + " of them by stream at the start, "
                    + fleet.connectedBy(Transport.STREAM) + " at the end, " + traffic.total() + " events ("
                    + duringTrouble
                    + " until both replicas were back), " + verdict.delivered() + " deliveries, drain "
                    + drained.strip()
                    + ", closes " + fleet.closes() + ", "
                    + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
            assertThat(verdict)
                    .as(() -> "silent connections " + fleet.silent(SILENCE.dividedBy(2)) + ", closes " + fleet.closes()
                            + ", " + pair.stream().map(Replica::state).toList())
                    .matches(Oracle.Verdict::isSilent, "is silent");
        }
    }
}
