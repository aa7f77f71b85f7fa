package dev.taskcast.stream;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.admission.Admission;
import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.ConnectionMetrics;
import dev.taskcast.admission.FrontDoor;
import dev.taskcast.admission.TokenSource;
import dev.taskcast.auth.Revocations;
import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.events.Revocation;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.Subscription;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.TopicIdentity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If any step fails while a stream begins, nothing of it is left. */
class StreamsTest {
    private PrometheusRegistry counters = new PrometheusRegistry();
    private AsyncListener listener;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECRET = "the secret that this test signs with";
    private static final InstantSource CLOCK = () -> Instant.parse("2026-01-01T12:00:01Z");

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 16);
    private final TokenVerifier verifier = new TokenVerifier(
            settings()
                    .with("taskcast.mode", "production")
                    .with("BETTER_AUTH_SECRET", SECRET)
                    .auth(),
            CLOCK);
    private final TaskLog log = new TaskLog(settings().window(), CLOCK);
    private final SessionRegistry registry =
            new SessionRegistry(log, settings().session(), threads, CLOCK, new Revocations(), Tracing.OFF);
    private final Admission admission =
            new Admission(settings().socket(), settings().session());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private String failing = "";
    private Optional<Throwable> failure = Optional.empty();

    @AfterEach
    void end() {
        threads.close();
        verifier.close();
    }

    @Test
    void aStreamThatBeginsIsThere() throws Exception {
        open(threads);
        assertThat(asked).doesNotContain("complete");
        assertThat(admission.connections(Carrier.SSE)).isEqualTo(1);
        assertThat(registry.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "startAsync",
                "setTimeout",
                "getResponse",
                "getOutputStream",
                "addListener",
                "setContentType",
                "setHeader"
            })
    void afterEveryFailureThePermitIsReturnedAndTheResponseEnds(String step) {
        for (Throwable kind : List.of(new OutOfMemoryError("in a test"), new IllegalStateException("in a test"))) {
            asked.clear();
            failing = step;
            failure = Optional.of(kind);
            assertThatThrownBy(() -> open(threads)).isSameAs(kind);
            assertThat(admission.connections(Carrier.SSE)).as(step).isZero();
            assertThat(registry.connections()).as(step).isZero();
            assertThat(asked.contains("complete")).as(step).isEqualTo(!step.equals("startAsync"));
        }
    }

    @Test
    void aSessionWhoseFirstLineCannotBeSentIsClosed() {
        OutOfMemoryError error = new OutOfMemoryError("in a test");
        SessionThreads none = SessionThreads.virtual(
                task -> {
                    throw error;
                },
                Thread::new);
        try (none) {
            assertThatThrownBy(() -> open(none)).isSameAs(error);
        }
        assertThat(admission.connections(Carrier.SSE)).isZero();
        assertThat(registry.connections()).isZero();
        assertThat(asked).contains("complete");
    }

    /** A client of a stream sends nothing when it leaves. */
    @Test
    void aStreamCountsOnceAsItBeginsAndOnceAsItEnds() throws Exception {
        open(threads);
        assertThat(counted("taskcast_connects")).containsExactly("opened sse");
        Await.until(PATIENCE, () -> !counted("taskcast_sent_bytes").isEmpty(), "the first line");
        listener.onComplete(null);
        listener.onComplete(null);
        assertThat(counted("taskcast_ends")).containsExactly("network 1006 the connection failed sse");
        assertThat(counted("taskcast_connects")).containsExactly("opened sse");
    }

    @Test
    void aStreamThatTheGatewayEndsIsItsOwn() throws Exception {
        open(threads);
        registry.revoke(new Revocation("ada", Instant.parse("2026-01-01T13:00:00Z")));
        Await.until(PATIENCE, () -> asked.contains("complete"), "the end");
        listener.onComplete(null);
        assertThat(counted("taskcast_ends")).containsExactly("gateway 4003 token revoked sse");
    }

    /** The labels of what was counted; each was counted once. */
    private List<String> counted(String name) {
        return counters.scrape(name::equals).stream()
                .flatMap(family -> ((CounterSnapshot) family).getDataPoints().stream())
                .filter(point -> point.getValue() > 0)
                .map(point -> point.getLabels().stream().map(Label::getValue).collect(Collectors.joining(" ")))
                .toList();
    }

    private void open(SessionThreads writers) throws Exception {
        if (!log.isCaughtUp()) {
            log.open(TopicIdentity.of("a topic"), new long[1]);
            log.caughtUp();
        }
        counters = new PrometheusRegistry();
        FrontDoor door = new FrontDoor(admission, verifier, registry, settings().socket());
        Streams streams = new Streams(
                door,
                writers,
                new StreamMetrics(counters, new ConnectionMetrics(counters, () -> false)),
                new OpenStreams());
        String token = new TestToken().claim("sub", "ada").signedWith(TestKey.secret("HS256", SECRET));
        ConnectRequest read = new ConnectRequest(
                        Optional.empty(), Subscription.FROM_NOW, "192.0.2.1", Optional.empty(), Optional.empty())
                .withToken(token, TokenSource.HEADER);
        HttpServletResponse response = Fake.of(
                HttpServletResponse.class,
                (method, arguments) -> answer(method, method.equals("getOutputStream") ? new Discarding() : null));
        AsyncContext async = Fake.of(AsyncContext.class, (method, arguments) -> {
            if (method.equals("addListener")) {
                listener = (AsyncListener) arguments[0];
            }
            return answer(method, response);
        });
        streams.open(Fake.of(HttpServletRequest.class, (method, arguments) -> answer(method, async)), response, read);
    }

    private static final class Discarding extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("Writes block here");
        }

        @Override
        public void write(int written) {
            // Ends are not reported.
        }
    }

    private Object answer(String method, Object result) {
        asked.add(method);
        if (method.equals(failing)) {
            if (failure.orElseThrow() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure.orElseThrow();
        }
        return method.equals("complete") ? null : result;
    }
}
