package dev.taskcast.socket;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.ShippedSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.ClientFrameParser;
import dev.taskcast.wire.TopicIdentity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the first frame, and of a new token, without a container. */
class ConnectionTest {
    private static final String SECRET = "the secret that this test signs with";
    private static final InstantSource CLOCK =
            () -> Instant.parse("2026-01-01T12:00:00Z").plusSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 64);
    private final TokenVerifier verifier =
            new TokenVerifier(ShippedSettings.auth(Mode.PRODUCTION, Map.of("BETTER_AUTH_SECRET", SECRET)), CLOCK);
    private final Connection connection = new Connection(gateway(), socket());

    @AfterEach
    void end() {
        connection.closed();
        threads.close();
        verifier.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"accept\":7|accept", "\"accept\":[null]|accept", "\"cursor\":[]|cursor", "\"token\":\"t\"|token"
            })
    void aWrongFieldOfTheFirstFrameIsNamedAndTheNextOneCounts(String field, String name) {
        open();
        say(auth(token("ada")).replace("}", "," + field + "}"));
        say(auth(token("ada")));
        say("{\"type\":\"ping\",\"id\":1}");
        heard("pong");
        assertThat(told).element(0).asString().contains("invalid_field", "Expected " + name + ":");
        assertThat(told).element(1).asString().contains("\"welcome\"");
        assertThat(told).hasSize(3);
    }

    @Test
    void nullInTheFirstFrameIsAsIfAbsent() {
        open();
        say("{\"type\":\"auth\",\"token\":\"" + token("ada") + "\",\"cursor\":null,\"accept\":null}");
        heard("\"resume\":\"fresh\"");
        assertThat(told).hasSize(1);
    }

    @Test
    void wrongFieldsOfTheFirstFrameAreAnsweredAFewTimes() {
        open();
        for (int i = 0; i < 11; i++) {
            say("{\"type\":\"auth\",\"token\":7}");
        }
        heard("1008 too many invalid frames");
        assertThat(told).filteredOn(it -> it.contains("invalid_field")).hasSize(10);
    }

    @Test
    void whatIsNoTokenAtAllEndsTheConnection() {
        open();
        say("{\"type\":\"ping\"}");
        heard("4001 token missing");
    }

    @Test
    void renewalsThatFailEndTheConnection() {
        open();
        say(auth(token("ada")));
        for (int i = 0; i < 10; i++) {
            say(auth(i % 2 == 0 ? token("eve") : "a.b.c" + i));
        }
        say(auth(token("ada")));
        heard("auth_ok");
        assertThat(told).filteredOn(it -> it.contains("token_refused")).hasSize(10);
        say(auth("a.b.c"));
        heard("1008 too many invalid frames");
    }

    private void open() {
        connection.open(new Handshake(Optional.empty(), false, Optional.empty(), false, Optional.empty(), "127.0.0.1"));
    }

    private void say(String frame) {
        connection.onMessage(frame, true);
    }

    private void heard(String part) {
        Await.until(PATIENCE, () -> told.stream().anyMatch(it -> it.contains(part)), part + " in " + told);
    }

    private static String auth(String token) {
        return "{\"type\":\"auth\",\"token\":\"" + token + "\"}";
    }

    private static String token(String user) {
        return new TestToken().claim("sub", user).signedWith(TestKey.secret("HS256", SECRET));
    }

    private Gateway gateway() {
        TaskLog log = new TaskLog(settings().window(), CLOCK);
        log.open(TopicIdentity.of("a topic"), new long[1]);
        log.caughtUp();
        SocketSettings settings = SocketSettings.read(ShippedSettings.with(Map.of()));
        Admission admission = new Admission(settings, threads);
        SessionRegistry registry =
                new SessionRegistry(log, SessionSettings.read(ShippedSettings.with(Map.of())), threads, CLOCK);
        SocketMetrics metrics = new SocketMetrics();
        metrics.register(null, new PrometheusRegistry(), admission, registry);
        return new Gateway(
                settings,
                verifier,
                registry,
                threads,
                admission,
                metrics,
                new ClientFrameParser(settings.maxFrameDepth()));
    }

    private Session socket() {
        RemoteEndpoint.Basic basic = Fake.of(RemoteEndpoint.Basic.class, (method, arguments) -> {
            told.add((String) arguments[0]);
            return null;
        });
        return Fake.of(Session.class, (method, arguments) -> switch (method) {
            case "getBasicRemote" -> basic;
            case "close" ->
                told.add(((CloseReason) arguments[0]).getCloseCode().getCode() + " "
                        + ((CloseReason) arguments[0]).getReasonPhrase());
            default -> null;
        });
    }
}
