package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.TokenEndpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All clients of a gateway together ask a real endpoint for tokens as seldom as one patient client. */
class TokenLoginTest {
    private static final String SECRET = "the-secret-of-a-client";
    private static final Duration TIME = Duration.ofSeconds(4);

    private final TokenEndpoint endpoint = new TokenEndpoint("taskcast", SECRET);
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers",
            "127.0.0.1:1",
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "OAUTHBEARER",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
            "sasl.oauthbearer.token.endpoint.url",
            endpoint.url(),
            "sasl.oauthbearer.client.credentials.client.id",
            "taskcast",
            "sasl.oauthbearer.client.credentials.client.secret",
            SECRET));
    private final KafkaConnection connection =
            new KafkaConnection(GivenConfig.of(settings, KafkaConfigSource.NAME), Clock.systemUTC());
    /** Each task creates a client of one kind. */
    private final List<Runnable> clients = List.of(
            () -> connection.producer().close(Duration.ZERO),
            () -> connection.copier().close(Duration.ZERO),
            () -> connection.consumer(Values.upTo(1 << 10), 1).close(),
            () -> connection.member("group", Values.upTo(1 << 10), 1).close(),
            () -> connection.inspector("task-updates", Duration.ofSeconds(1)).close());

    private final AtomicInteger failures = new AtomicInteger();
    private final Logger kafka = Logger.getLogger("org.apache.kafka");

    @BeforeEach
    void quiet() {
        kafka.setLevel(Level.OFF);
    }

    @AfterEach
    void end() {
        kafka.setLevel(null);
        connection.stop();
        endpoint.close();
    }

    @Test
    void allClientsTogetherAskARefusingEndpointLessAndLessOften() throws Exception {
        assertThat(requestsOfAll(401)).isBetween(3, 6);
    }

    /** After such an answer Kafka itself tries again, for each client up to seven times in ten seconds. */
    @Test
    void anEndpointInTroubleIsAskedLessAndLessOftenToo() throws Exception {
        assertThat(requestsOfAll(503)).isBetween(3, 6);
    }

    @Test
    void theReasonIsToldWithoutASecret() {
        endpoint.refuse(401);
        Throwable failed = catchThrowable(connection::producer);
        assertThat(RootCause.of(failed)).contains("no token for Kafka: the endpoint answers with status 401");
        assertThat(failed).hasStackTraceContaining("no token for Kafka").hasMessageNotContaining(SECRET);
    }

    /** Kafka's clients are created and closed one after the other while one of them logs in. */
    @Test
    void aSlowEndpointDelaysOnlyTheFirstClientAndOnlyBriefly() {
        endpoint.hold();
        assertThat(RootCause.of(catchThrowable(connection::producer)))
                .contains("no token for Kafka: the endpoint has not answered yet");
        long begun = System.nanoTime();
        clients.forEach(client -> assertThat(catchThrowable(client::run)).isInstanceOf(KafkaException.class));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TokenRequests.PATIENCE);
        endpoint.goOn();
        Await.until(
                TIME.multipliedBy(10), () -> catchThrowable(clients.get(0)::run) == null, "the token that came late");
        assertThat(endpoint.requests()).isEqualTo(1);
    }

    @Test
    void oneTokenIsEnoughForAllClientsThatAreOpen() {
        try (var first = connection.producer()) {
            assertThat(first).isNotNull();
            clients.forEach(Runnable::run);
            assertThat(endpoint.requests()).isEqualTo(1);
        }
    }

    private int requestsOfAll(int status) throws Exception {
        endpoint.refuse(status);
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(clients.size());
        clients.forEach(client -> threads.scheduleWithFixedDelay(() -> fail(client), 0, 20, TimeUnit.MILLISECONDS));
        Instant end = Instant.now().plus(TIME);
        Await.until(TIME.multipliedBy(10), () -> Instant.now().isAfter(end), "the end of the refusals");
        threads.shutdownNow();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(failures).hasValueGreaterThan(100);
        return endpoint.requests();
    }

    private void fail(Runnable client) {
        try {
            client.run();
        } catch (KafkaException expected) {
            failures.incrementAndGet();
        }
    }
}
