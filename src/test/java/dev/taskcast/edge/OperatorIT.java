package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees in production, and what no one sees. */
class OperatorIT extends EdgeScenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started"})
    void everyProbeIsUp(String path) throws Exception {
        Await.until(PATIENCE, () -> isUp(devices.get(path)), path + " with 200 and UP");
    }

    @Test
    void healthCountsConnectionsAndUsers() throws Exception {
        Await.until(PATIENCE, () -> healthSays(0, 0), "no connected user");
        Device one = devices.of(ada);
        devices.of(ada);
        devices.of(Devices.user("bob"));
        assertThat(healthSays(3, 2)).as(devices.get("/health").body()).isTrue();
        one.leave();
        Await.until(PATIENCE, () -> healthSays(2, 2), "the first device to be gone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taskcast_connections",
                "taskcast_users",
                "taskcast_sessions_total{resume=\"fresh\"}",
                "taskcast_sessions_total{resume=\"resumed\"}",
                "taskcast_sessions_total{resume=\"reset\"}",
                "taskcast_deliveries_total",
                "taskcast_slow_closes_total",
                "taskcast_sockets",
                "taskcast_unauthenticated",
                "taskcast_upgrades_turned_away_total{reason=\"too_fast\"}",
                "taskcast_upgrades_turned_away_total{reason=\"body\"}",
                "taskcast_window_events",
                "taskcast_window_bytes",
                "taskcast_window_max_bytes",
                "taskcast_window_users",
                "taskcast_window_age_seconds",
                "taskcast_window_appended_total",
                "taskcast_window_evicted_for_space_total",
                "taskcast_unusable_records_total{reason=\"empty\"}",
                "taskcast_kafka_up",
                "jvm_memory_used_bytes{area=\"heap\"}"
            })
    void theScrapeHasTheMetric(String metric) throws Exception {
        assertThat(devices.get("/metrics").body()).containsPattern("(?m)^" + Pattern.quote(metric) + " [0-9.E+-]+$");
    }

    @Test
    void aRefusalIsCountedByItsReason() throws Exception {
        devices.connect(Knock.byHeader("x.y.z")).close();
        theScrapeHasTheMetric("taskcast_closes_total{code=\"4001\",reason=\"token malformed\"}");
    }

    @Test
    void anInvalidFrameIsCountedByItsReason() throws Exception {
        Device device = devices.of(ada);
        device.send("[".repeat(17));
        device.send("{\"type\":\"ping\",\"x\":" + "[".repeat(17) + "]".repeat(17) + "}");
        device.next("error");
        device.next("error");
        theScrapeHasTheMetric(
                "taskcast_invalid_frames_total{code=\"invalid_json\",reason=\"A frame is one JSON object\"}");
        theScrapeHasTheMetric(
                "taskcast_invalid_frames_total{code=\"invalid_json\",reason=\"A frame is nested at most 16 levels"
                        + " deep\"}");
    }

    @Test
    void healthIsReadAsWhatItIsAndNamesNoSoftware() throws Exception {
        HttpHeaders headers = devices.get("/health").headers();
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.map()).doesNotContainKeys("server", "x-powered-by", "set-cookie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/client/taskcast.js", "/metrics", "/index.html", "/nothing/here"})
    void everyAnswerHasTheSecurityHeadersAndNamesNoSoftware(String path) throws Exception {
        HttpResponse<String> answer = devices.get(path);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by", "set-cookie");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/demo/page.js",
                "/demo/openapi.html",
                "/demo/docs/README.md",
                "/demo/x",
                "/dev/token",
                "/dev/tasks",
                "/drain",
                "/ibm/api",
                "/WEB-INF/beans.xml"
            })
    void routesForDevelopersAndOperatorsAreNotThere(String path) throws Exception {
        assertThat(devices.get(path).statusCode()).isEqualTo(404);
    }

    /** The container itself refuses some of these spellings. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//index.html",
                "/demo%2fpage.js",
                "/;x/index.html",
                "/index.html;x=1",
                "/client/../WEB-INF/beans.xml",
                "/client/%2e%2e/WEB-INF/beans.xml",
                "/client/..%2fWEB-INF/beans.xml"
            })
    void noOtherSpellingOfAHiddenPathLeadsToIt(String path) throws Exception {
        assertThat(devices.get(path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/token", "/dev/tasks", "/drain"})
    void postsToRoutesForDevelopersAndTheDrainAreNotFound(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(Gateway.uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"ada\",\"title\":\"x\"}"))
                .build();
        assertThat(devices.send(request).statusCode()).isEqualTo(404);
    }

    @Test
    void theClientIsServedUnderAnAddressThatNeverChangesItsContent() throws Exception {
        HttpResponse<String> stable = devices.get("/client/taskcast.js");
        assertThat(stable.statusCode()).isEqualTo(307);
        assertThat(stable.headers().firstValue("Cache-Control")).hasValue("no-cache");
        String location = stable.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches("[0-9a-f]{12}/taskcast\\.js");

        HttpResponse<String> file = devices.get("/client/" + location);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
        assertThat(file.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(file.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).contains("javascript"));
        assertThat(file.body()).contains("export");
        String imported = location.replace("taskcast.js", "connection.js");
        assertThat(devices.get("/client/" + imported).statusCode()).isEqualTo(200);
    }

    @Test
    void theClientIsServedCompressedToWhoTakesThat() throws Exception {
        String location = devices.get("/client/taskcast.min.js")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        for (String accepted : new String[] {"gzip, br", "identity", "gzip;q=0"}) {
            HttpResponse<byte[]> file = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(Gateway.uri("/client/" + location))
                                    .header("Accept-Encoding", accepted)
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            boolean small = accepted.endsWith("br");
            assertThat(file.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
            assertThat(file.headers().firstValue("Content-Encoding"))
                    .isEqualTo(small ? Optional.of("gzip") : Optional.empty());
            assertThat(file.headers().allValues("Vary")).anyMatch(vary -> vary.contains("Accept-Encoding"));
            assertThat(file.body().length < 15_000).isEqualTo(small);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"taskcast.tgz", "taskcast.min.d.ts", "taskcast.d.ts", "react.d.ts"})
    void thePackageAndTheTypesAreServedBesideIt(String name) throws Exception {
        String location =
                devices.get("/client/" + name).headers().firstValue("Location").orElseThrow();
        HttpResponse<String> file = devices.get("/client/" + location);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).isNotEmpty();
    }

    @Test
    void aPageOfAFormerReleaseGetsTheCurrentClient() throws Exception {
        HttpResponse<String> answer = devices.get("/client/0123456789ab/taskcast.js");
        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).matches("\\.\\./[0-9a-f]{12}/taskcast\\.js"));
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/client/nothing.js",
                "/client/0123456789ab/nothing.js",
                "/client/package.json",
                "/client/bin/taskcast.js",
                "/client/"
            })
    void nothingElseOfTheClientIsServed(String path) throws Exception {
        assertThat(devices.get(path).statusCode()).isEqualTo(404);
    }

    private static boolean isUp(HttpResponse<String> answer) {
        if (answer.statusCode() != 200 || !answer.body().contains("\"status\":\"UP\"")) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return true;
    }

    private boolean healthSays(int connections, int users) throws Exception {
        String health = devices.get("/health").body();
        return Pattern.compile("\"connections\":" + connections + "\\D")
                        .matcher(health)
                        .find()
                && Pattern.compile("\"users\":" + users + "\\D").matcher(health).find();
    }
}
