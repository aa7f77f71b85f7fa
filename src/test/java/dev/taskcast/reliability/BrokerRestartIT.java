package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The broker stops for a while, and returns with its data. No device loses an event. Publishers are told to retry. The
 * health checks report the real state.
 */
@Scenario
class BrokerRestartIT {
    private static final int USERS = 100;
    private static final int EVENTS = 10_000;
    private static final int RATE = 1_000;
    private static final Duration OUTAGE = Duration.ofSeconds(15);
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String EVENT = "{\"event_type\":\"task.updated\",\"user_id\":\"nobody\",\"task\":{\"id\":1}}";

    private final Ring ring = Ring.get();
    private final String publisher = ring.tokens().withRole("backend", "publisher");

    @Test
    void anOutageOfTheBrokerLosesNothing() throws Exception {
        List<Replica> pair = ring.pair();
        Oracle oracle = new Oracle();
        try (Fleet fleet = new Fleet(Ring.sockets(pair), Manners.GOOD).connect(USERS, ring.tokens(), oracle);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, Series.all(USERS), 100)) {
            traffic.start(RATE, EVENTS, oracle);
            traffic.awaitTotal(EVENTS / 5);
            long stopped = System.nanoTime();
            assertThat(pair.get(0).post("/events", publisher, EVENT).join().statusCode())
                    .isEqualTo(202);
            ring.broker().stop();
            // The first replica's producer knew the broker. The other producer never knew it. Neither has noticed the
            // outage yet.
            List<CompletableFuture<HttpResponse<String>>> unnoticed = pair.stream()
                    .map(replica -> replica.post("/events", publisher, EVENT))
                    .toList();
            for (Replica replica : pair) {
                replica.await(DEADLINE, "/health/ready", 503, "broker");
            }
            long noticed = System.nanoTime();
            unnoticed.forEach(answer -> thenTryAgain(answer.join()));
            pair.forEach(this::publishersAreToldToTryAgain);
            Await.until(OUTAGE.multipliedBy(2), () -> isOver(stopped), "the end of the outage");
            for (Replica replica : pair) {
                assertThat(replica.status("/health/live"))
                        .as(replica.get("/health/live"))
                        .isEqualTo(200);
            }
            assertThat(fleet.closes()).as("connections closed by the outage").isEmpty();
            ring.broker().start();
            long back = System.nanoTime();
            pair.forEach(Replica::awaitReady);
            long ready = System.nanoTime();
            for (Replica replica : pair) {
                assertThat(replica.post("/events", publisher, EVENT).join().statusCode())
                        .isEqualTo(202);
            }
            Map<String, Long> published = traffic.finish(Math.max(EVENTS, traffic.total() + EVENTS / 5));
            Oracle.Verdict verdict = oracle.judge(published, DEADLINE.multipliedBy(2), SILENCE);
            Ring.report("broker away for " + seconds(stopped, back) + " s: not ready after " + seconds(stopped, noticed)
                    + " s, ready " + seconds(back, ready) + " s after its return; " + traffic.total() + " events, "
                    + verdict.delivered() + " deliveries");
            assertThat(verdict).matches(Oracle.Verdict::isSilent, "is silent");
            for (Replica replica : pair) {
                assertThat(replica.status("/health/live")).isEqualTo(200);
            }
        }
    }

    private void publishersAreToldToTryAgain(Replica replica) {
        thenTryAgain(replica.post("/events", publisher, EVENT).join());
        HttpResponse<String> dapr =
                replica.post("/task-updates", publisher, EVENT).join();
        assertThat(dapr.statusCode()).isEqualTo(200);
        assertThat(dapr.body()).isEqualTo("{\"status\":\"RETRY\"}");
    }

    private static void thenTryAgain(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    private static boolean isOver(long stopped) {
        return System.nanoTime() - stopped > OUTAGE.toNanos();
    }

    private static String seconds(long from, long to) {
        return String.format(java.util.Locale.ROOT, "%.1f", (to - from) / 1e9);
    }
}
