package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two replicas, one killed and started again, the other rolled, while events flow: no device notices. */
@Scenario
class RollingIT {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    @Test
    void killedAndRolledReplicasLoseNothing() throws Exception {
        Ring ring = Ring.get();
        List<Replica> pair = ring.pair();
        Oracle oracle = new Oracle();
        int users = Ring.DEVICES / 2;
        long begin = System.nanoTime();
        try (Fleet fleet = new Fleet(Ring.sockets(pair), Manners.GOOD).connect(users, ring.tokens(), oracle);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, Series.all(users), 100)) {
            traffic.start(Ring.RATE, Ring.EVENTS, oracle);
            traffic.awaitTotal(Ring.EVENTS / 20);

            Replica killed = pair.get(0);
            killed.kill();
            killed.start();
            fleet.awaitConnected();
            killed.awaitReady();

            Replica rolled = pair.get(1);
            String drained = rolled.drain();
            rolled.stop();
            rolled.start();
            fleet.awaitConnected();
            rolled.awaitReady();
            long duringTrouble = traffic.total();

            Map<String, Long> published = traffic.finish(Ring.EVENTS);
            Oracle.Verdict verdict = oracle.judge(published, DEADLINE, SILENCE);
            Ring.report("rolling: " + Ring.DEVICES + " devices, " + traffic.total() + " events (" + duringTrouble
                    + " until both replicas were back), " + verdict.delivered() + " deliveries, drain "
                    + drained.strip()
                    + ", closes " + fleet.closes() + ", "
                    + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
            assertThat(verdict).matches(Oracle.Verdict::isSilent, "is silent");
        }
    }
}
