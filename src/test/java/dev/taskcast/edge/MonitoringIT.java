package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.KeyServer;
import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Dashboard;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.Prometheus;
import dev.taskcast.harness.TestTokens;
import dev.taskcast.harness.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real Prometheus reads a gateway under load. The test asks it each query of the dashboard and of the runbook, and
 * each metric of the alerts.
 */
class MonitoringIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path FOLDER = Path.of("deploy/monitoring");
    private static final Path RULES = FOLDER.resolve("rules.yaml");
    /** This test makes no drain: the histogram of drains exists, and is empty. */
    private static final String OF_A_DRAIN = "taskcast_drain_seconds";

    private static final TestKey KEY = TestKey.of("EdDSA", "app");
    private static KeyServer issuer;
    private static Target target;
    private static Prometheus prometheus;

    private final TestTokens tokens = Gateway.tokens();
    private final String ada = Devices.user("ada");

    @BeforeAll
    static void start() throws IOException {
        Tool.needs("prometheus", "Prometheus (Debian's package prometheus)", "dashboard and alerts cannot be tried");
        issuer = new KeyServer(TestKey.jwks(KEY));
        target = new Target(
                "monitored",
                Map.of(
                        "BETTER_AUTH_SECRET", "a-secret-that-only-the-tests-of-taskcast-use",
                        "TASKCAST_AUTH_ISSUERS", "app",
                        "TASKCAST_AUTH_ISSUER_APP_ISS", "https://app.example",
                        "TASKCAST_AUTH_ISSUER_APP_AUDIENCES", "*",
                        "TASKCAST_AUTH_ISSUER_APP_JWKS", issuer.url(),
                        "TASKCAST_AUTH_JWKS_REFRESH", "10s"));
        prometheus = new Prometheus(Path.of("target/monitoring"), RULES, target.uri.getPort());
    }

    @AfterAll
    static void stop() {
        Stream.of(prometheus, target, issuer).filter(started -> started != null).forEach(started -> {
            try {
                started.close();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    @Test
    void everyQueryOfTheDashboardAndEveryMetricOfTheAlertsHasAnAnswerUnderLoad() throws Exception {
        List<String> unanswered = new ArrayList<>(new TreeSet<>(queries()));
        assertThat(unanswered).hasSizeGreaterThan(80);
        Await.until(
                PATIENCE,
                () -> {
                    load();
                    for (String query : List.copyOf(unanswered)) {
                        if (isAnswered(query)) {
                            unanswered.remove(query);
                        }
                    }
                    assertThat(unanswered).isEmpty();
                    return true;
                },
                "an answer to every query");
        Await.until(
                PATIENCE, () -> isFiring("TaskcastUnusableRecords"), "the alert for the records that make no sense");
        assertThat(prometheus.rules()).doesNotContain("\"health\":\"err\"", "\"health\":\"unknown\"");
        for (String silent : List.of("TaskcastDown", "TaskcastNotReady", "TaskcastKafkaAway", "TaskcastLagging")) {
            assertThat(isFiring(silent)).as(silent).isFalse();
        }
    }

    private static boolean isAnswered(String query) throws Exception {
        List<String> values = prometheus.values(query);
        return values.stream().anyMatch(value -> !value.equals("NaN"))
                || !values.isEmpty() && query.contains(OF_A_DRAIN);
    }

    private static boolean isFiring(String alert) throws Exception {
        return Pattern.compile("\"state\":\"firing\",\"name\":\"" + alert + "\"")
                .matcher(prometheus.rules())
                .find();
    }

    /** The queries of the dashboard in Grafana's form, and the selectors of the alerts. */
    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        queries.addAll(new Dashboard().queries("10s"));
        matches(Path.of("docs/operations.md"), "(?s)```promql\n(.*?)```")
                .flatMap(String::lines)
                .filter(line -> !line.startsWith("#"))
                .forEach(queries::add);
        matches(RULES, "\\b((?:taskcast_\\w+|jvm_\\w+|up(?=\\{))(?:\\{[^}]*\\})?)")
                .map(selector -> selector.replace("up{job=\"taskcast\"}", "up"))
                .forEach(queries::add);
        return queries;
    }

    private static Stream<String> matches(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1));
    }

    /** One round of everything that a gateway can meet. */
    private void load() throws Exception {
        String cursor;
        try (RawSocket socket = new RawSocket(target.uri).welcomed(tokens.of(ada))) {
            Topic.update(ada, "{\"id\":1}");
            cursor = Frame.read(socket.text()).cursor();
            socket.frame(RawSocket.TEXT, "nonsense".getBytes(StandardCharsets.UTF_8));
            socket.text();
        }
        Topic.update(ada, "{\"id\":2}");
        try (RawSocket socket = new RawSocket(target.uri)) {
            socket.knock("/ws?cursor=" + cursor, "Authorization: Bearer " + tokens.of(ada));
            socket.head();
            socket.text();
            socket.text();
        }
        try (Listener stream = Listener.of(target.uri, Knock.byHeader(ofIssuer()))) {
            stream.next("welcome");
        }
        Topic.publish("{}");
        Backend.publisher(target.uri, tokens)
                .post(Backend.JSON, Topic.event("task.updated", "\"user_id\":\"" + ada + "\"", "{\"id\":3}"));
        String expired = tokens.of(ada, Duration.ofMinutes(-5));
        for (int i = 0; i < 2; i++) {
            try (RawSocket refused = new RawSocket(target.uri).knock("/ws?token=" + expired)) {
                refused.head();
            }
        }
        try (Listener refused = Listener.of(target.uri, Knock.byHeader(expired))) {
            assertThat(refused.status()).isEqualTo(401);
        }
    }

    private static String ofIssuer() {
        long now = Instant.now().getEpochSecond();
        return new TestToken()
                .claim("iss", "https://app.example")
                .claim("sub", Devices.user("bob"))
                .claim("iat", now)
                .claim("exp", now + 300)
                .signedWith(KEY);
    }
}
