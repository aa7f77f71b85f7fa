package dev.taskcast.edge;

import static dev.taskcast.edge.Backend.BATCH;
import static dev.taskcast.edge.Backend.JSON;
import static dev.taskcast.edge.Backend.STRUCTURED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An event that a backend posts to {@code /events} is on its user's device after the answer 202; otherwise the answer
 * says why not.
 */
class PublishIT extends EdgeScenario {
    private static final String REFUSED = "{\"id\":\"refused\"}";
    private static final String TASK = "{\"id\": 7.0,\"title\":\"\\u00e4 ö\"}";

    private final Backend backend = Backend.publisher(devices.tokens);

    @Test
    void everyFormEndsInTheSameFrame() throws Exception {
        Device device = devices.of(ada);
        thenOneArrives(device, backend.post(JSON, plain(TASK)));
        thenOneArrives(device, backend.post(JSON + "; charset=UTF-8", plain(TASK)));
        thenOneArrives(device, backend.post(STRUCTURED, structured("s-1", TASK)));
        thenOneArrives(
                device, backend.post(STRUCTURED, structured("s-2", plain(TASK)).replace("taskcastuser", "subject")));
        thenOneArrives(device, backend.post(BATCH, "[" + structured("b-1", TASK) + "]"));
        thenOneArrives(device, backend.post(JSON, TASK, binary("n-1")));
    }

    @Test
    void aBatchArrivesInItsOrderAndTheAnswerHasThePlacesInThatOrder() throws Exception {
        Device device = devices.of(ada);
        String batch = IntStream.range(0, 20)
                .mapToObj(i -> structured("b-" + i, "{\"id\":" + i + "}"))
                .collect(Collectors.joining(",", "[", "]"));
        List<Map<String, Long>> positions = positions(backend.post(BATCH, batch));
        assertThat(positions).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(positions.get(i))
                    .isEqualTo(Map.of(
                            "partition",
                            positions.get(0).get("partition"),
                            "offset",
                            positions.get(0).get("offset") + i));
            assertThat(device.nextTask()).isEqualTo("{\"id\":" + i + "}");
        }
    }

    @Test
    void eventsPostedOneAfterTheOtherArriveInThatOrder() throws Exception {
        Device device = devices.of(ada);
        for (int i = 0; i < 20; i++) {
            assertThat(backend.post(JSON, plain("{\"id\":" + i + "}")).statusCode())
                    .isEqualTo(202);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(device.nextTask()).isEqualTo("{\"id\":" + i + "}");
        }
    }

    @Test
    void thePlaceInTheAnswerIsTheNameOfAnEventWithoutOne() throws Exception {
        Device device = devices.of(ada);
        Map<String, Long> position = positions(backend.post(JSON, plain(TASK))).get(0);
        assertThat(device.next("task_update").string("id"))
                .isEqualTo(position.get("partition") + "-" + position.get("offset"));
    }

    @Test
    void theSameEventTwiceIsDeliveredOnce() throws Exception {
        Device device = devices.of(ada);
        String event = structured("once", "{\"id\":1}");
        assertThat(backend.post(STRUCTURED, event).statusCode()).isEqualTo(202);
        assertThat(backend.post(STRUCTURED, event).statusCode()).isEqualTo(202);
        assertThat(backend.post(BATCH, "[" + event + "," + event + "]").statusCode())
                .isEqualTo(202);
        assertThat(backend.post(JSON, "{\"id\":1}", binary("once")).statusCode())
                .isEqualTo(202);
        backend.post(STRUCTURED, structured("another", "{\"id\":2}"));
        assertThat(device.nextTask()).isEqualTo("{\"id\":1}");
        assertThat(device.nextTask()).isEqualTo("{\"id\":2}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            task          | NO_TASK       | {"event_type":"task.updated","user_id":"ada"}
            task          | WRONG_TYPE    | {"event_type":"task.updated","user_id":"ada","task":"milk"}
            event_type    | NO_EVENT_TYPE | {"user_id":"ada","task":{"id":1}}
            event_type    | NO_EVENT_TYPE | {"event_type":"a b","user_id":"ada","task":{"id":1}}
            user_id       | WRONG_TYPE    | {"event_type":"task.updated","user_id":7.5,"task":{"id":1}}
            audience      | NO_ADDRESS    | {"event_type":"task.updated","audience":"some","task":{"id":1}}
            source        | BAD_ENVELOPE  | {"specversion":"1.0","id":"1","type":"task.updated","subject":"ada","data":{"id":1}}
            taskcastuser  | NO_ADDRESS    | {"specversion":"1.0","id":"1","source":"/t","type":"task.updated","data":{"id":1}}
            taskcastuser  | TWO_ADDRESSES | {"specversion":"1.0","id":"1","source":"/t","type":"a.b","taskcastuser":"ada","data":{"event_type":"a.b","user_id":"ada","task":{"id":1}}}
            channel       | WRONG_TYPE    | {"event_type":"task.updated","user_id":"ada","channel":7,"task":{"id":1}}
            channel       | BAD_CHANNEL   | {"event_type":"task.updated","user_id":"ada","channel":" ","task":{"id":1}}
            taskcastchannel | BAD_CHANNEL | {"specversion":"1.0","id":"1","source":"/t","type":"a.b","taskcastuser":"ada","taskcastchannel":" ","data":{"id":1}}
            time          | NO_TIME_ZONE  | {"specversion":"1.0","id":"1","source":"/t","type":"task.updated","subject":"ada","time":"2026-09-21T14:13:20","data":{"id":1}}
            value         | ENCODED_TWICE | "{\\"event_type\\":\\"task.updated\\"}"
            """)
    void anEventThatCannotBeUsedIsRefusedAndTheFieldIsNamed(String field, String reason, String body) throws Exception {
        HttpResponse<String> answer = backend.post(JSON, body);
        assertThat(problem(answer, 400)).containsEntry("field", field).containsEntry("reason", reason);
    }

    @Test
    void aBatchWithOneUnusableEventIsRefusedAsAWhole() throws Exception {
        Device device = devices.of(ada);
        String batch = "[" + structured("1", REFUSED) + "," + structured("2", "{\"no\":\"id\"}") + "]";
        assertThat(problem(backend.post(BATCH, batch), 400))
                .containsEntry("field", "data")
                .containsEntry("index", 1L);
        thenOneArrives(device, backend.post(JSON, plain(TASK)));
    }

    @Test
    void aCallerWithoutAValidTokenIsUnauthorized() throws Exception {
        HttpResponse<String> none = Backend.publisherWith().post(JSON, plain(TASK));
        problem(none, 401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"taskcast\"");
        String expired = devices.tokens.of("backend", Duration.ofMinutes(-5));
        HttpResponse<String> late =
                Backend.publisherWith("Authorization", "Bearer " + expired).post(JSON, plain(TASK));
        assertThat(problem(late, 401)).containsEntry("detail", "token expired");
        assertThat(late.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).contains("invalid_token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "publishers", "user"})
    void aCallerWithoutTheRoleIsForbidden(String role) throws Exception {
        Device device = devices.of(ada);
        String token = role.isEmpty() ? devices.tokens.of(ada) : devices.tokens.withRole(ada, role);
        HttpResponse<String> answer =
                Backend.publisherWith("Authorization", "Bearer " + token).post(JSON, plain(REFUSED));
        assertThat(problem(answer, 403).get("detail").toString())
                .contains("publisher")
                .doesNotContain(ada);
        thenOneArrives(device, backend.post(JSON, plain(TASK)));
    }

    @Test
    void revokingNeedsItsOwnRole() throws Exception {
        Device device = devices.of(ada);
        String revocation = "{\"event_type\":\"session.revoke\",\"user_id\":\"" + ada + "\",\"issued_before\":\""
                + Instant.now().plusSeconds(2) + "\"}";
        assertThat(problem(backend.post(JSON, revocation), 403).get("detail").toString())
                .contains("revoker")
                .doesNotContain(ada);
        Backend identity = with("revoker");
        assertThat(problem(identity.post(JSON, plain(REFUSED)), 403)
                        .get("detail")
                        .toString())
                .contains("publisher");
        device.livesOn();
        assertThat(positions(identity.post(JSON, revocation))).hasSize(1);
        assertThat(device.close()).isEqualTo("4003 token revoked");
    }

    @Test
    void aTokenWithBothRolesMayDoBoth() throws Exception {
        Device device = devices.of(ada);
        Backend both = with("publisher", "revoker");
        thenOneArrives(device, both.post(JSON, plain(TASK)));
        String revocation = "{\"event_type\":\"session.revoke\",\"user_id\":\"" + Devices.user("eve") + "\"}";
        assertThat(positions(both.post(JSON, revocation))).hasSize(1);
        device.livesOn();
    }

    private Backend with(String... roles) {
        return Backend.publisherWith("Authorization", "Bearer " + devices.tokens.withRole("identity", roles));
    }

    @Test
    void tooMuchIsRefused() throws Exception {
        String large = plain("{\"id\":1,\"x\":\"" + "x".repeat(512 << 10) + "\"}");
        assertThat(problem(backend.post(JSON, large), 413)).containsEntry("field", "event");
        problem(backend.post(JSON, " ".repeat((4 << 20) + 1)), 413);
        String many = IntStream.range(0, 501)
                .mapToObj(i -> structured("m-" + i, TASK))
                .collect(Collectors.joining(",", "[", "]"));
        problem(backend.post(BATCH, many), 413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/json; charset=utf-16",
                "application/cloudevents+avro"
            })
    void aBodyThatIsNotJsonInUtf8IsUnsupported(String contentType) throws Exception {
        problem(backend.post(contentType, plain(TASK)), 415);
    }

    @Test
    void aCompressedBodyIsAnsweredAsUnsupportedNotAsBadJson() throws Exception {
        HttpResponse<String> answer = backend.post(JSON, plain(TASK), "Content-Encoding", "gzip");
        problem(answer, 415);
        assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void anotherMethodIsNotAllowed(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(Gateway.uri("/events"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        problem(devices.send(request), 405);
    }

    @Test
    void theDocumentIsServed() throws Exception {
        HttpResponse<String> answer = devices.get("/openapi");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON);
        assertThat(JsonUtil.parseJson(answer.body())).containsEntry("openapi", "3.1.0");
    }

    private void thenOneArrives(Device device, HttpResponse<String> answer) throws Exception {
        assertThat(positions(answer)).hasSize(1);
        Frame frame = device.next("task_update");
        assertThat(frame.string("event")).isEqualTo("task.updated");
        assertThat(frame.task()).isEqualTo(TASK);
    }

    private String plain(String task) {
        return Topic.event("task.updated", "\"user_id\":\"" + ada + "\"", task);
    }

    private String structured(String id, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/" + ada
                + "\",\"type\":\"task.updated\",\"taskcastuser\":\"" + ada + "\",\"data\":" + data + "}";
    }

    private String[] binary(String id) {
        return new String[] {
            "ce-specversion",
            "1.0",
            "ce-id",
            id,
            "ce-source",
            "/" + ada,
            "ce-type",
            "task.updated",
            "ce-taskcastuser",
            ada
        };
    }

    private static List<Map<String, Long>> positions(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON);
        List<Map<String, Long>> positions = new ArrayList<>();
        for (Object position : (List<?>) JsonUtil.parseJson(answer.body()).get("positions")) {
            Map<?, ?> fields = (Map<?, ?>) position;
            positions.add(Map.of("partition", (Long) fields.get("partition"), "offset", (Long) fields.get("offset")));
        }
        return positions;
    }

    private static Map<String, Object> problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        Map<String, Object> document = JsonUtil.parseJson(answer.body());
        assertThat(document).containsKeys("type", "title", "detail").containsEntry("status", (long) status);
        return document;
    }
}
