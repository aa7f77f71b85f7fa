package dev.taskcast.socket;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.admission.Admission;
import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.ConnectionMetrics;
import dev.taskcast.admission.FrontDoor;
import dev.taskcast.auth.Revocations;
import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.Subscription;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.ClientFrameParser;
import dev.taskcast.wire.TopicIdentity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The WebSocket edge with a real front door and a real log, without a container. */
final class SocketFixture implements AutoCloseable {
    /** The request of a client without a token that may connect. */
    static final ConnectRequest NOTHING = new ConnectRequest(
            Optional.empty(), Subscription.FROM_NOW, "127.0.0.1", Optional.empty(), Optional.empty());

    private static final String SECRET = "the secret that this test signs with";
    /** The key that signs the tokens of this fixture. */
    static final TestKey KEY = TestKey.secret("HS256", SECRET);

    private static final InstantSource CLOCK =
            () -> Instant.parse("2026-01-01T12:00:00Z").plusSeconds(1);

    final PrometheusRegistry metrics = new PrometheusRegistry();
    /** Whether all clients have been asked to leave. */
    boolean leaving;

    final SessionThreads threads = SessionThreads.pooled(Thread::new, 64);
    final TokenVerifier verifier = new TokenVerifier(
            settings()
                    .with("taskcast.mode", "production")
                    .with("BETTER_AUTH_SECRET", SECRET)
                    .auth(),
            CLOCK);
    final Admission admission;
    final SessionRegistry registry;
    final SocketEdge edge;

    SocketFixture() {
        this(settings().socket());
    }

    SocketFixture(SocketSettings settings) {
        TaskLog log = new TaskLog(settings().window(), CLOCK);
        log.open(TopicIdentity.of("a topic"), new long[1]);
        log.caughtUp();
        admission = new Admission(settings, settings().session());
        registry = new SessionRegistry(log, settings().session(), threads, CLOCK, new Revocations(), Tracing.OFF);
        edge = new SocketEdge(
                new FrontDoor(admission, verifier, registry, settings),
                settings,
                new ClientFrameParser(settings.maxFrameDepth()),
                threads,
                metrics(metrics, () -> leaving),
                new Leaving(threads));
    }

    static SocketMetrics metrics(PrometheusRegistry registry) {
        return metrics(registry, () -> false);
    }

    private static SocketMetrics metrics(PrometheusRegistry registry, BooleanSupplier leaving) {
        return new SocketMetrics(registry, new ConnectionMetrics(registry, leaving));
    }

    /** The counts so far: labels in the order of their names, and the number. */
    static Map<String, Double> counted(PrometheusRegistry registry, String name) {
        Map<String, Double> found = new TreeMap<>();
        registry.scrape(name::equals).stream()
                .flatMap(family -> ((CounterSnapshot) family).getDataPoints().stream())
                .filter(point -> point.getValue() > 0)
                .forEach(point -> found.put(
                        point.getLabels().stream().map(Label::getValue).collect(Collectors.joining(" ")),
                        point.getValue()));
        return found;
    }

    /** A valid token of {@code user}. */
    static String token(String user) {
        return new TestToken().claim("sub", user).signedWith(KEY);
    }

    /** How many connections are counted. */
    int connections() {
        return admission.connections(Carrier.WEBSOCKET);
    }

    @Override
    public void close() {
        threads.close();
        verifier.close();
    }
}
