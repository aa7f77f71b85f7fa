package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens expire while events flow. A socket gets a new token, a new stream replaces a stream, and no event is lost. */
@Scenario
class RenewalIT {
    private static final int USERS = 100;
    private static final int RATE = 1_000;
    /** The gateway announces the end in the last quarter, and accepts the token for ten more seconds. */
    private static final Duration LIFETIME = Duration.ofSeconds(10);

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    @Test
    void newTokensByEitherTransportLoseNothing() throws Exception {
        Ring ring = Ring.get();
        Oracle oracle = new Oracle();
        try (Fleet fleet = new Fleet(Ring.sockets(ring.pair()), Manners.GOOD)
                        .connect(USERS, user -> ring.tokens().of(user, LIFETIME), oracle);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, Series.all(USERS), 100)) {
            traffic.start(RATE, Long.MAX_VALUE, oracle);
            // The second announcement goes to a connection that already uses a renewed token.
            Await.until(DEADLINE, () -> fleet.renewals() >= 2, "two new tokens of each device");
            fleet.awaitConnected();
            Map<String, Long> published = traffic.finish(traffic.total());
            Oracle.Verdict verdict = oracle.judge(published, DEADLINE, SILENCE);
            Ring.report("renewal: " + 2 * USERS + " devices, " + traffic.total() + " events, " + verdict.delivered()
                    + " deliveries, closes " + fleet.closes());
            assertThat(verdict).matches(Oracle.Verdict::isSilent, "is silent");
            assertThat(fleet.closes()).isEmpty();
        }
    }
}
