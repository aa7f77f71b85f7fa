package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The content of a scrape of a server with devices. */
class MetricsIT extends EdgeScenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Set<String> NEED_A_CAUSE = Set.of(
            "taskcast_closes",
            "taskcast_invalid_frames",
            "taskcast_key_failures",
            "taskcast_keys_age_seconds",
            "taskcast_presence_bytes",
            "taskcast_presence_complete",
            "taskcast_presence_replicas",
            "taskcast_presence_stale_seconds",
            "taskcast_presence_users",
            "taskcast_publish_requests",
            "taskcast_stream_closes",
            "taskcast_streams_refused");

    private final TestTokens tokens = Gateway.tokens();

    @Test
    void eachPartOfADeliveryHasAHistogram() throws Exception {
        Device device = devices.of(ada);
        Topic.update(ada, "{\"id\":1}");
        device.nextTask();
        for (String part : new String[] {"record_age", "append", "send", "delivery"}) {
            Await.until(
                    PATIENCE,
                    () -> value("taskcast_" + part + "_seconds_count") >= 1,
                    "a delivery that counts: " + part);
            assertThat(scrape()).contains("taskcast_" + part + "_seconds_bucket{le=\"0.005\"}");
        }
        assertThat(value("taskcast_delivery_seconds_sum")).isGreaterThanOrEqualTo(0);
    }

    @Test
    void aClientThatClosesIsCountedAsOneThatLeft() throws Exception {
        String left =
                "taskcast_ends_total{by=\"client\",code=\"1000\",reason=\"closed by the client\",transport=\"websocket\"}";
        double before = value(left);
        devices.of(ada).leave();
        Await.until(PATIENCE, () -> value(left) > before, "its end in " + scrape());
    }

    @Test
    void aClientThatVanishesIsCountedAsOneThatVanished() throws Exception {
        String gone = "taskcast_ends_total{by=\"network\"";
        double before = sum(gone);
        RawSocket.welcomed(Gateway.uri("/"), tokens.of(ada)).close();
        Await.until(PATIENCE, () -> sum(gone) > before, "the end of the client that sent nothing");
        double between = sum(gone);
        RawSocket.welcomed(Gateway.uri("/"), tokens.of(ada)).reset();
        Await.until(PATIENCE, () -> sum(gone) > between, "the end of the client that was reset");
    }

    /** A drain is over within a few scrapes. The first scrape that has a series shows no growth of it. */
    @Test
    void theSeriesOfADrainExistBeforeTheFirstDrain() throws Exception {
        assertThat(scrape())
                .contains(
                        "taskcast_ends_total{by=\"client\",code=\"1000\",reason=\"asked to leave\",transport=\"websocket\"} 0",
                        "taskcast_ends_total{by=\"client\",code=\"1006\",reason=\"asked to leave\",transport=\"sse\"} 0",
                        "taskcast_ends_total{by=\"gateway\",code=\"1001\",reason=\"this replica is leaving\",transport=\"sse\"}");
    }

    @Test
    void aStreamWhoseClientWentIsCountedOnceItIsFound() throws Exception {
        double before = sum("taskcast_ends_total{by=\"network\"");
        try (Listener stream = Listener.of(Gateway.uri("/"), Knock.byHeader(tokens.of(ada)))) {
            stream.next("welcome");
        }
        Await.until(
                PATIENCE,
                () -> {
                    Topic.update(ada, "{\"id\":1}");
                    return scrape().lines()
                            .anyMatch(line ->
                                    line.startsWith("taskcast_ends_total{by=\"network\"") && line.contains("\"sse\""));
                },
                "the end of the stream");
        assertThat(sum("taskcast_ends_total{by=\"network\"")).isGreaterThan(before);
    }

    @Test
    void howAConnectionBeginsIsCounted() throws Exception {
        double opened = value("taskcast_connects_total{outcome=\"opened\",transport=\"websocket\"}");
        double refused = value("taskcast_connects_total{outcome=\"unauthenticated\",transport=\"websocket\"}");
        double handshakes = value("taskcast_handshake_seconds_count");
        double checked = sum("taskcast_token_check_seconds_count{");
        devices.of(ada).livesOn();
        devices.connect(Knock.byHeader("x.y.z")).close();
        assertThat(value("taskcast_connects_total{outcome=\"opened\",transport=\"websocket\"}"))
                .isEqualTo(opened + 1);
        assertThat(value("taskcast_connects_total{outcome=\"unauthenticated\",transport=\"websocket\"}"))
                .isEqualTo(refused + 1);
        assertThat(value("taskcast_handshake_seconds_count")).isEqualTo(handshakes + 1);
        assertThat(sum("taskcast_token_check_seconds_count{")).isGreaterThanOrEqualTo(checked + 2);
    }

    @Test
    void bytesAreCountedInBothDirections() throws Exception {
        Device device = devices.of(ada);
        device.livesOn();
        double received = value("taskcast_received_bytes_total");
        double sent = value("taskcast_sent_bytes_total");
        device.livesOn();
        assertThat(value("taskcast_received_bytes_total")).isGreaterThan(received);
        Await.until(PATIENCE, () -> value("taskcast_sent_bytes_total") > sent, "the bytes of a pong");
    }

    @Test
    void aResumeIsCountedWithWhatItBrought() throws Exception {
        Device first = devices.of(ada);
        Topic.update(ada, "{\"id\":1}");
        String cursor = first.next("task_update").cursor();
        first.leave();
        Topic.update(ada, "{\"id\":2}");
        double before = value("taskcast_resume_events_sum");
        Device again = devices.connect(Knock.byHeader(tokens.of(ada)).query("cursor", cursor));
        again.next("welcome");
        assertThat(again.nextTask()).isEqualTo("{\"id\":2}");
        Await.until(PATIENCE, () -> value("taskcast_resume_events_sum") == before + 1, "a resume of one event");
        assertThat(value("taskcast_resume_seconds_count")).isPositive();
    }

    @Test
    void answersToPublishersAreCounted() throws Exception {
        Backend backend = Backend.publisher(Gateway.uri("/"), tokens);
        String event = Topic.event("task.updated", "\"user_id\":\"" + ada + "\"", "{\"id\":1}");
        Map<String, Double> before = new TreeMap<>();
        Map<String, String> bodies = Map.of("202", event, "400", "{}");
        for (String status : bodies.keySet()) {
            before.put(status, value(publishRequests(status)));
        }
        for (String body : bodies.values()) {
            backend.post(Backend.JSON, body);
        }
        for (String status : bodies.keySet()) {
            assertThat(value(publishRequests(status))).as(status).isEqualTo(before.get(status) + 1);
        }
        double refused = value(publishRequests("401"));
        devices.send(HttpRequest.newBuilder(Gateway.uri("/events"))
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build());
        assertThat(value(publishRequests("401"))).isEqualTo(refused + 1);
    }

    private static String publishRequests(String status) {
        return "taskcast_publish_requests_total{route=\"/events\",status=\"" + status + "\"}";
    }

    @Test
    void theContainersThreadsAreCounted() throws Exception {
        assertThat(value("taskcast_container_threads{state=\"busy\"}")).isPositive();
        assertThat(scrape()).containsPattern("(?m)^taskcast_container_waiting [0-9.]+$");
    }

    @Test
    void buildAndSettingsAreLabels() throws Exception {
        assertThat(scrape())
                .containsPattern("(?m)^taskcast_build_info\\{java=\"[0-9][^\"]*\",version=\"[^\"]+\"} 1$")
                .containsPattern("(?m)^taskcast_settings_info\\{.*mode=\"production\".*} 1$");
    }

    @Test
    void theTopicWasLookedAtAMomentAgo() throws Exception {
        devices.of(ada).livesOn();
        assertThat(scrape())
                .containsPattern("(?m)^taskcast_kafka_look_age_seconds [0-9.]+$")
                .contains(
                        "taskcast_kafka_lag_seconds{partition=\"0\"}",
                        "taskcast_kafka_lag_records{partition=\"0\"}",
                        "taskcast_kafka_position{partition=\"0\"}");
        assertThat(value("taskcast_kafka_look_age_seconds")).isLessThan(30);
    }

    /** A series that begins with an event is missing in the scrape of a server without that event. */
    @Test
    void theDocumentHasTheKindOfEachMetric() throws Exception {
        devices.of(ada).livesOn();
        Map<String, String> scraped = pairs(scrape(), "(?m)^# TYPE (taskcast_[a-z_]+?)(?:_total)? (\\w+)$");
        Map<String, String> documented =
                pairs(Files.readString(Path.of("docs/operations.md")), "(?m)^\\| `(taskcast_[a-z_]+)` \\| (\\w+) \\|");
        documented.replaceAll((name, kind) -> kind.equals("info") ? "gauge" : kind);
        assertThat(documented).hasSizeGreaterThan(50).containsAllEntriesOf(scraped);
        documented.keySet().removeAll(scraped.keySet());
        assertThat(documented.keySet()).isSubsetOf(NEED_A_CAUSE);
    }

    private static Map<String, String> pairs(String text, String pattern) {
        Map<String, String> found = new TreeMap<>();
        Pattern.compile(pattern).matcher(text).results().forEach(pair -> found.put(pair.group(1), pair.group(2)));
        return found;
    }

    private String scrape() throws Exception {
        return devices.get("/metrics").body();
    }

    /** The value of one series; 0 if there is no such series yet. */
    private double value(String series) throws Exception {
        Matcher found =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(scrape());
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    /** The sum of all series that begin with {@code start}. */
    private double sum(String start) throws Exception {
        return scrape().lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
