package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a running gateway tells an operator: who is connected, and what became of an event. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdminIT extends EdgeScenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TASK = "{\"id\":\"t\",\"title\":\"a secret task\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String token = devices.tokens.withRole("root", "admin");

    @Test
    void anAnswerShowsASession() throws Exception {
        Device device = devices.connect(Knock.bare()
                .saying("{\"type\":\"auth\",\"token\":\"" + devices.tokens.of(ada) + "\",\"client\":\"board/2.1\"}"));
        String id = (String) device.next("welcome").fields().get("session");
        Map<String, Object> session = only(session(ada));
        assertThat(session)
                .containsEntry("id", id)
                .containsEntry("user", ada)
                .containsEntry("transport", "websocket")
                .containsEntry("address", "127.0.0.1")
                .containsEntry("client", "board/2.1")
                .containsEntry("state", "live")
                .containsEntry("behind_events", 0L)
                .containsEntry("acked", null);
        assertThat(session.get("cursor")).isInstanceOf(String.class);
        assertThat(read(ask("GET", "sessions/" + id)).get("session")).asString().contains(id);
    }

    @Test
    void anAnswerShowsAStreamToo() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(Gateway.uri("/events?client=board%2F2.1"))
                .header("Authorization", "Bearer " + devices.tokens.of(ada))
                .build();
        try (InputStream stream =
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            assertThat(stream.read()).isPositive();
            Await.until(PATIENCE, () -> !session(ada).isEmpty(), "the stream of " + ada);
            assertThat(only(session(ada))).containsEntry("transport", "sse").containsEntry("client", "board/2.1");
        }
    }

    @Test
    void anAnswerShowsTheStoryOfAnEvent() throws Exception {
        Device device = devices.of(ada);
        RecordMetadata record = Topic.update(ada, TASK);
        Frame frame = device.next("task_update");
        String event = (String) frame.fields().get("id");
        Map<String, Object> found = only(found(event));
        assertThat(found)
                .containsEntry("partition", (long) record.partition())
                .containsEntry("offset", record.offset())
                .containsEntry("users", List.of(ada))
                .containsEntry("absent", List.of());
        assertThat(only(list(found, "sessions")))
                .containsEntry("state", "handed")
                .containsEntry("acked", false);
        device.send("{\"type\":\"ack\",\"cursor\":\"" + frame.fields().get("cursor") + "\"}");
        Await.until(
                PATIENCE,
                () -> only(list(only(found(event)), "sessions")).get("acked").equals(true),
                "the ack of " + event);
        assertThat(only(session(ada))).containsEntry("acked", frame.fields().get("cursor"));
    }

    /** The cause "wrong user": the event went to a user who is not here. */
    @Test
    void aUserWhoWasAbsentIsReported() throws Exception {
        RecordMetadata record = Topic.update(ada, TASK);
        String event = record.partition() + "-" + record.offset();
        Await.until(PATIENCE, () -> !found(event).isEmpty(), event + " in the window");
        assertThat(only(found(event))).containsEntry("users", List.of(ada)).containsEntry("absent", List.of(ada));
        assertThat(list(read(ask("GET", "events?user=" + encoded(ada))), "found"))
                .hasSize(1);
    }

    /** The cause "record unusable": by the id of the event, and by the position of the record. */
    @Test
    void aRecordThatCannotBeUsedIsToldByTheIdOfItsEvent() throws Exception {
        String id = "event of " + ada;
        RecordMetadata record =
                Topic.publish("{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"task.updated\",\"id\":\"" + id
                        + "\",\"taskcastuser\":\"" + ada + "\"}");
        for (String asked : List.of(id, record.partition() + "-" + record.offset())) {
            Await.until(PATIENCE, () -> !told(asked, "unusable").isEmpty(), "the reason of " + asked);
            assertThat(only(told(asked, "unusable")))
                    .containsEntry("event", id)
                    .containsEntry("partition", (long) record.partition())
                    .containsEntry("offset", record.offset())
                    .containsEntry("reason", "no_task")
                    .containsEntry("detail", "data: missing");
        }
        assertThat(told("nobody-s", "unusable")).isEmpty();
    }

    /** A producer may choose any id for an event; in a path, such ids would name other routes. */
    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", ";a=b", "a b&c", "\u00fc %41 +"})
    void anIdOfAnyCharactersIsFound(String name) throws Exception {
        String id = name + ada;
        Topic.publish("{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"task.updated\",\"id\":\"" + id
                + "\",\"taskcastuser\":\"" + ada + "\",\"data\":{\"id\":1}}");
        Await.until(PATIENCE, () -> !told(id, "found").isEmpty(), "the event " + id);
        assertThat(only(told(id, "found"))).containsEntry("event", id);
    }

    @Test
    void aRecordThatCannotBeReadIsInTheListByItsPlaceAndTime() throws Exception {
        RecordMetadata record = Topic.publish("{\"id\":\"event of " + ada + "\",");
        Await.until(
                PATIENCE,
                () -> told("nobody-s", "unusable_lately").stream()
                        .anyMatch(skipped -> skipped.get("offset").equals(record.offset())
                                && skipped.get("partition").equals((long) record.partition())
                                && skipped.get("event") == null
                                && skipped.get("reason").equals("not_json")),
                "the reason of " + record);
    }

    private List<Map<String, Object>> told(String asked, String list) throws Exception {
        return list(read(ask("GET", "events?id=" + encoded(asked))), list);
    }

    /** The cause "token expired", or any other end. */
    @Test
    void anAnswerShowsTheEndOfASession() throws Exception {
        Device device = devices.of(ada);
        String id = (String) only(session(ada)).get("id");
        assertThat(read(ask("DELETE", "sessions/" + id + "?code=4001"))).containsEntry("closed", 1L);
        assertThat(device.close()).isEqualTo("4001 closed by an operator");
        Topic.update(ada, TASK);
        Await.until(PATIENCE, () -> session(ada).isEmpty(), "the end of the session of " + ada);
        assertThat(only(list(read(ask("GET", "sessions?user=" + encoded(ada))), "ended")))
                .containsEntry("id", id)
                .containsEntry("code", 4001L)
                .containsEntry("reason", "closed by an operator");
    }

    @Test
    void allSessionsOfAUserAreClosed() throws Exception {
        Device one = devices.of(ada);
        Device other = devices.of(ada);
        Device bobs = devices.of(Devices.user("bob"));
        assertThat(read(ask("DELETE", "sessions?user=" + encoded(ada)))).containsEntry("closed", 2L);
        assertThat(one.close()).isEqualTo("1012 closed by an operator");
        assertThat(other.close()).startsWith("1012 ");
        bobs.livesOn();
    }

    @ParameterizedTest
    @CsvSource({"GET,sessions", "GET,sessions/a", "DELETE,sessions?user=a", "GET,events/a", "POST,drain"})
    void aCallerWithoutTheRoleGetsNoInformation(String method, String path) throws Exception {
        assertThat(ask(method, path, "").statusCode()).isEqualTo(401);
        HttpResponse<String> refused = ask(method, path, devices.tokens.withRole("root", "publisher"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void noAnswerContainsATokenOrATask() throws Exception {
        Device device = devices.of(ada);
        Topic.update(ada, TASK);
        String event = (String) device.next("task_update").fields().get("id");
        for (String path : List.of("sessions", "events/" + event, "events?user=" + encoded(ada))) {
            assertThat(ask("GET", path).body()).contains(ada).doesNotContain("secret", "eyJ", "groups");
        }
    }

    /** The last test, because the gateway serves no one after it. */
    @Test
    @Order(Integer.MAX_VALUE)
    void thisReplicaIsDrained() throws Exception {
        assertThat(ask("POST", "drain").statusCode()).isEqualTo(202);
        Await.until(PATIENCE, () -> devices.get("/health/ready").statusCode() == 503, "a replica that is not ready");
    }

    private List<Map<String, Object>> session(String user) throws Exception {
        return list(read(ask("GET", "sessions?user=" + encoded(user))), "sessions");
    }

    private List<Map<String, Object>> found(String event) throws Exception {
        return list(read(ask("GET", "events/" + event)), "found");
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        return ask(method, path, token);
    }

    private HttpResponse<String> ask(String method, String path, String with) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(Gateway.uri("/admin/" + path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!with.isEmpty()) {
            request.header("Authorization", "Bearer " + with);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, Object> read(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonUtil.parseJson(answer.body());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> answer, String name) {
        return (List<Map<String, Object>>) answer.get(name);
    }

    private static Map<String, Object> only(List<Map<String, Object>> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
