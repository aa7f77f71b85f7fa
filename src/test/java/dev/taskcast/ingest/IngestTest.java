package dev.taskcast.ingest;

import static dev.taskcast.ingest.IngestFixture.PLAIN;
import static dev.taskcast.ingest.IngestFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskcast.events.Audience;
import dev.taskcast.events.EventIdentity;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.Publisher.Receipt;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.ingest.FakePublisher.Behaviour;
import dev.taskcast.wire.ProblemException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestTest {
    private static final String CLOUD_EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/tasks\",\"type\":\"task.updated\",\"subject\":\"ada\",\"data\":{\"id\":"
                    + " 7.0}}";
    private static final String JSON = "application/json";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private IngestFixture http = new IngestFixture();

    @Test
    void everyFormBecomesTheSameEvent() throws Exception {
        accept(message(JSON, PLAIN));
        accept(message(STRUCTURED + "; charset=utf-8", CLOUD_EVENT));
        accept(message(BATCH, "[" + CLOUD_EVENT + "]"));
        accept(message(
                JSON,
                "{\"id\": 7.0}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "e-1",
                "ce-source",
                "/tasks",
                "ce-type",
                "task.updated",
                "CE-Subject",
                "ada"));

        assertThat(http.read()).hasSize(4).allSatisfy(read -> {
            TaskEvent event = (TaskEvent) read.event();
            assertThat(event.type()).isEqualTo("task.updated");
            assertThat(event.audience()).isEqualTo(new Audience.Users(List.of("ada")));
            assertThat(event.task()).isEqualTo("{\"id\": 7.0}");
        });
        assertThat(http.read().stream().map(ParsedRecord::identity))
                .containsOnly(Optional.empty(), Optional.of(new EventIdentity("/tasks", "e-1")));
    }

    @Test
    void theAnswerHasThePositionOfEachEventInOrder() throws Exception {
        assertThat(accept(message(BATCH, "[" + CLOUD_EVENT + " , " + CLOUD_EVENT + "]")))
                .containsExactly(new Receipt(0, 0), new Receipt(0, 1));
    }

    @Test
    void theRecordHasTheBytesThatCameIn() throws Exception {
        String odd = "{ \"user_id\":\"ada\", \"event_type\":\"task.updated\",\n"
                + "\"task\":{\"id\":1,\"n\":1.10,\"e\":\"\\u00e9\"} }";
        accept(message(JSON, odd));
        assertThat(IngestFixture.value(http.topic.written.get(0))).isEqualTo(odd);
    }

    @Test
    void theKeyIsTheFirstUserOrAStarForEveryone() throws Exception {
        accept(message(JSON, PLAIN));
        accept(message(JSON, PLAIN.replace("\"user_id\":\"ada\"", "\"user_ids\":[\"bob\",\"ada\"]")));
        accept(message(JSON, PLAIN.replace("\"user_id\":\"ada\"", "\"audience\":\"all\"")));
        accept(message(JSON, "{\"event_type\":\"session.revoke\",\"user_id\":\"eve\"}"));
        assertThat(http.topic.written.stream().map(OutgoingRecord::key).map(Optional::get))
                .containsExactly("ada", "bob", "*", "eve");
        assertThat(http.read().get(3).event())
                .isEqualTo(new Revocation("eve", IngestFixture.NOW.truncatedTo(ChronoUnit.SECONDS)));
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void eachRightIsForItsOwnKindOfEvent(boolean mayPublish, boolean mayRevoke) {
        Sender sender = new Sender("http", mayPublish, mayRevoke);
        assertThat(status(PLAIN, sender)).isEqualTo(mayPublish ? 202 : 403);
        assertThat(status("{\"event_type\":\"session.revoke\",\"user_id\":\"eve\"}", sender))
                .isEqualTo(mayRevoke ? 202 : 403);
        assertThat(http.topic.written.stream().map(OutgoingRecord::isRevocation))
                .containsExactlyElementsOf(mayPublish && mayRevoke ? List.of(false, true) : List.of(mayRevoke));
    }

    private int status(String event, Sender sender) {
        try {
            return http.ingest
                    .accept(message(JSON, event), sender)
                    .thenApply(written -> 202)
                    .toCompletableFuture()
                    .join();
        } catch (ProblemException problem) {
            assertThat(problem.json()).contains("\"reason\":\"NOT_ALLOWED\"", " the role ");
            return problem.status();
        }
    }

    @Test
    void attributesInHeadersArePercentDecodedOnce() throws Exception {
        accept(message(
                JSON,
                "{\"id\":1}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "100%2525",
                "ce-source",
                "\"/a \\\"b\\\"\"",
                "ce-type",
                "task.updated",
                "ce-subject",
                "zo%C3%AB"));
        assertThat(http.read().get(0).identity()).contains(new EventIdentity("/a \"b\"", "100%25"));
        assertThat(((TaskEvent) http.read().get(0).event()).audience()).isEqualTo(new Audience.Users(List.of("zoë")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%ED%A0%80", "zo\u00eb"})
    void attributesThatAreNotTextAreRefused(String subject) {
        HttpMessage message = message(
                JSON,
                "{\"id\":1}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/a",
                "ce-type",
                "task.updated",
                "ce-subject",
                subject);
        assertThat(refused(message).status()).isEqualTo(400);
    }

    @Test
    void aBatchWithOneUnusableEventIsRefusedAsAWhole() {
        ProblemException problem =
                refused(message(BATCH, "[" + CLOUD_EVENT + "," + CLOUD_EVENT.replace("e-1", "") + "]"));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.json())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"id: blank, too long or with control characters\","
                        + "\"field\":\"id\",\"reason\":\"BAD_ENVELOPE\",\"index\":1}");
        assertThat(http.topic.written).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"event_type\":\"a.b\",\"user_id\":\"ada\"}"})
    void anEventThatNoReplicaCouldUseIsRefused(String body) {
        assertThat(refused(message(JSON, body)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "application/xml",
                "application/cloudevents+avro",
                "application/json;charset=latin1"
            })
    void otherMediaTypesAreRefused(String type) {
        assertThat(refused(message(type, PLAIN)).status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "identity, gzip"})
    void aCompressedBodyIsRefused(String coding) {
        ProblemException problem = refused(message(JSON, PLAIN, "Content-Encoding", coding));
        assertThat(problem.status()).isEqualTo(415);
        assertThat(problem.headers()).containsEntry("Accept-Encoding", "identity");
    }

    @Test
    void tooMuchIsRefused() {
        String large = PLAIN.replace("7.0", "\"" + "x".repeat(IngestFixture.MAX_EVENT) + "\"");
        assertThat(refused(message(JSON, large)).status()).isEqualTo(413);
        assertThat(refused(message(BATCH, "[{},{},{},{}]")).status()).isEqualTo(413);
        assertThat(refused(message(JSON, " ".repeat(IngestFixture.MAX_REQUEST + 1)))
                        .status())
                .isEqualTo(413);
        assertThat(http.topic.written).isEmpty();
    }

    @Test
    void nothingIsAnsweredBeforeKafkaHasAcknowledged() throws Exception {
        http.topic.behaviour = Behaviour.WAIT;
        CompletableFuture<List<Receipt>> answer =
                http.ingest.accept(message(JSON, PLAIN), IngestFixture.ALMIGHTY).toCompletableFuture();
        assertThat(answer).isNotDone();
        http.topic.waiting.get(0).complete(List.of(new Receipt(3, 9)));
        assertThat(answer.get(1, TimeUnit.MINUTES)).containsExactly(new Receipt(3, 9));
    }

    @ParameterizedTest
    @EnumSource(
            value = Behaviour.class,
            names = {"FAIL", "THROW", "WAIT"})
    void withoutAnAcknowledgementInTimeTheAnswerIsToTryAgain(Behaviour behaviour) {
        http = new IngestFixture("100ms");
        http.topic.behaviour = behaviour;
        assertThatThrownBy(() -> accept(message(JSON, PLAIN)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.status()).isEqualTo(503);
                    assertThat(problem.headers()).containsKey("Retry-After");
                    assertThat(problem.json()).doesNotContain("broker", "buffer");
                });
    }

    @Test
    void anEventTooLargeForTheTopicIsNotToBeTriedAgain() {
        http.topic.behaviour = Behaviour.REFUSE;
        assertThatThrownBy(() -> accept(message(JSON, PLAIN)))
                .cause()
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.status()).isEqualTo(413);
                    assertThat(problem.headers()).doesNotContainKey("Retry-After");
                });
    }

    private List<Receipt> accept(HttpMessage message) throws Exception {
        return http.ingest
                .accept(message, IngestFixture.ALMIGHTY)
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
    }

    private ProblemException refused(HttpMessage message) {
        return catchThrowableOfType(ProblemException.class, () -> http.ingest.accept(message, IngestFixture.ALMIGHTY));
    }
}
