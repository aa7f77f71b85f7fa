package dev.taskcast.ingest;

import static dev.taskcast.ingest.IngestFixture.PLAIN;
import static dev.taskcast.ingest.IngestFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.EventIdentity;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.ingest.FakePublisher.Behaviour;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads in the form that Dapr 1.16 sends (pkg/runtime/pubsub/cloudevents.go, pkg/runtime/subscription). */
class DaprContractTest {
    private static final String CLOUD_EVENTS = "application/cloudevents+json";
    private static final String SUCCESS = "{\"status\":\"SUCCESS\"}";
    private static final String DROP = "{\"status\":\"DROP\"}";
    private static final String RETRY = "{\"status\":\"RETRY\"}";
    private static final String[] RECORD = {
        "__key", "ada", "__topic", "tasks", "__partition", "4", "__offset", "17", "__timestamp", "1790000000000"
    };

    private IngestFixture sidecar = new IngestFixture();

    @Test
    void anEventInDaprsEnvelope() throws Exception {
        assertThat(deliver(message(
                        CLOUD_EVENTS,
                        envelope("\"data\":" + PLAIN + ",\"datacontenttype\":\"application/json\""),
                        RECORD)))
                .isEqualTo(SUCCESS);
        thenAdaGetsIt(Optional.of(new EventIdentity("todo-api", "5929aaac")));
    }

    @Test
    void anEventOfAPublisherThatNamedNoContentType() throws Exception {
        String text = PLAIN.replace("\"", "\\\"");
        assertThat(deliver(message(
                        CLOUD_EVENTS, envelope("\"data\":\"" + text + "\",\"datacontenttype\":\"text/plain\""))))
                .isEqualTo(SUCCESS);
        thenAdaGetsIt(Optional.of(new EventIdentity("todo-api", "5929aaac")));
    }

    @Test
    void aCloudEventOfThePublishersOwn() throws Exception {
        String own =
                "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/tasks\",\"type\":\"task.updated\",\"taskcastuser\":\"ada\",\"pubsubname\":\"taskpubsub\",\"topic\":\"task-updates\",\"traceid\":\"00-1-2-01\",\"data\":{\"id\":"
                        + " 7.0}}";
        assertThat(deliver(message(CLOUD_EVENTS, own))).isEqualTo(SUCCESS);
        thenAdaGetsIt(Optional.of(new EventIdentity("/tasks", "e-1")));
    }

    @Test
    void aBareBodyOfPlainJson() throws Exception {
        assertThat(deliver(message("application/json", PLAIN))).isEqualTo(SUCCESS);
        thenAdaGetsIt(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_", "ce-"})
    void aBinaryCloudEventWhoseAttributesAreHeaders(String prefix) throws Exception {
        HttpMessage binary = message(
                CLOUD_EVENTS,
                "{\"id\": 7.0}",
                prefix + "specversion",
                "1.0",
                prefix + "id",
                "e-1",
                prefix + "source",
                "/tasks",
                prefix + "type",
                "task.updated",
                prefix + "subject",
                "ada");
        assertThat(deliver(binary)).isEqualTo(SUCCESS);
        thenAdaGetsIt(Optional.of(new EventIdentity("/tasks", "e-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_", "ce-"})
    void aChannelComesWithTheAttributesOfABinaryCloudEvent(String prefix) throws Exception {
        String[] attributes = attributes("ada");
        String[] more = Arrays.copyOf(attributes, attributes.length + 2);
        more[attributes.length] = prefix + "taskcastchannel";
        more[attributes.length + 1] = "board:7";
        assertThat(deliver(message(CLOUD_EVENTS, "{\"id\": 7.0}", more))).isEqualTo(SUCCESS);
        assertThat(deliver(
                        message(CLOUD_EVENTS, raw("first-id").replace(base64(PLAIN), base64("{\"id\": 7.0}")), more)))
                .isEqualTo(SUCCESS);
        assertThat(sidecar.read()).hasSize(2).allSatisfy(read -> assertThat(((TaskEvent) read.event()).channel())
                .isEqualTo("board:7"));
    }

    @Test
    void aChannelInAHeaderWithoutTheRestOfACloudEventIsNotOverlooked() throws Exception {
        assertThat(deliver(message("application/json", PLAIN, "ce_taskcastchannel", "board:7")))
                .isEqualTo(DROP);
    }

    /** The container reads each byte of a header as a character, so UTF-8 of two bytes becomes two characters. */
    @Test
    void attributesInTheHeadersOfARecordAreUtf8() throws Exception {
        assertThat(deliver(message(CLOUD_EVENTS, "{\"id\": 7.0}", attributes("zo\u00c3\u00ab"))))
                .isEqualTo(SUCCESS);
        thenTheTaskIsFor("zo\u00eb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zo\u00eb", "\u00ff", "\u6f22"})
    void anEventWhoseAttributesAreNotUtf8IsDroppedAndNotRetried(String user) throws Exception {
        assertThat(deliver(message(CLOUD_EVENTS, "{\"id\": 7.0}", attributes(user))))
                .isEqualTo(DROP);
    }

    @Test
    void anAddressInAHeaderWithoutTheRestOfACloudEventIsNotOverlooked() throws Exception {
        assertThat(deliver(message("application/json", PLAIN, "ce_taskcastuser", "bob")))
                .isEqualTo(DROP);
    }

    @Test
    void aRawPayloadOfABinaryCloudEventIsItsOwnBody() throws Exception {
        String task = "{\"id\": 7.0}";
        assertThat(deliver(
                        message(CLOUD_EVENTS, raw("first-id").replace(base64(PLAIN), base64(task)), attributes("ada"))))
                .isEqualTo(SUCCESS);
        thenTheTaskIsFor("ada");
    }

    @Test
    void aBulkKeepsTheAttributesOfItsEntries() throws Exception {
        String metadata = "{\"ce_specversion\":\"1.0\",\"CE_ID\":\"e-1\",\"ce_source\":\"/tasks\","
                + "\"ce_type\":\"task.updated\",\"ce_taskcastuser\":\"zo\u00eb\",\"__offset\":\"1\"}";
        String bulk = bulk(
                entry("1", "{\"id\": 7.0}", metadata, CLOUD_EVENTS),
                entry("2", "\"" + base64("{\"id\": 7.0}") + "\"", metadata, "application/octet-stream"),
                entry("3", "\"no base64\"", metadata, "application/octet-stream"));
        assertThat(deliver(message("application/json", bulk)))
                .isEqualTo("{\"statuses\":[{\"entryId\":\"1\",\"status\":\"SUCCESS\"},{\"entryId\":\"2\",\"status\":"
                        + "\"SUCCESS\"},{\"entryId\":\"3\",\"status\":\"DROP\"}]}");
        assertThat(sidecar.topic.written).hasSize(2);
        thenTheTaskIsFor("zo\u00eb");
    }

    @Test
    void aRawPayloadIsNamedAfterItsRecordBecauseItsIdIsNewAtEachDelivery() throws Exception {
        assertThat(deliver(message(CLOUD_EVENTS, raw("first-id"), RECORD))).isEqualTo(SUCCESS);
        assertThat(deliver(message(CLOUD_EVENTS, raw("other-id"), RECORD))).isEqualTo(SUCCESS);
        assertThat(sidecar.read().stream().map(ParsedRecord::identity))
                .containsOnly(Optional.of(new EventIdentity("dapr:taskpubsub", "tasks-4-17")));
    }

    @Test
    void aRawPayloadOfABrokerWithoutPositionsKeepsDaprsId() throws Exception {
        assertThat(deliver(message(CLOUD_EVENTS, raw("first-id")))).isEqualTo(SUCCESS);
        thenAdaGetsIt(Optional.of(new EventIdentity("Dapr", "first-id")));
    }

    @Test
    void aBulkIsAnsweredForEachEntry() throws Exception {
        String good = envelope("\"data\":" + PLAIN);
        String bulk = bulk(
                entry("a\\\"1", good, "{\"__offset\":\"1\"}", CLOUD_EVENTS),
                entry("2", good.replace("user_id", "nobody"), "null", CLOUD_EVENTS),
                entry(
                        "3",
                        "\"" + base64(PLAIN) + "\"",
                        "{\"__topic\":\"tasks\",\"__partition\":\"4\",\"__offset\":\"17\"}",
                        "application/octet-stream"),
                entry("4", good, "{\"taskcast-via\":\"http\"}", CLOUD_EVENTS));
        assertThat(deliver(message("application/json", bulk)))
                .isEqualTo(
                        "{\"statuses\":[{\"entryId\":\"a\\\"1\",\"status\":\"SUCCESS\"},{\"entryId\":\"2\",\"status\":\"DROP\"},"
                                + "{\"entryId\":\"3\",\"status\":\"SUCCESS\"},{\"entryId\":\"4\",\"status\":\"SUCCESS\"}]}");
        assertThat(sidecar.read().stream()
                        .map(read -> read.identity().orElseThrow().id()))
                .containsExactly("5929aaac", "tasks-4-17");
    }

    @Test
    void aBulkThatKafkaDoesNotTakeIsDeliveredAgainWithoutTheHopelessOnes() throws Exception {
        sidecar.topic.behaviour = Behaviour.FAIL;
        String bulk = bulk(
                entry("1", envelope("\"data\":" + PLAIN), "null", CLOUD_EVENTS),
                entry("2", "{}", "null", CLOUD_EVENTS));
        assertThat(deliver(message("application/json", bulk)))
                .isEqualTo(
                        "{\"statuses\":[{\"entryId\":\"1\",\"status\":\"RETRY\"},{\"entryId\":\"2\",\"status\":\"DROP\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"event_type\":\"a.b\",\"task\":{\"id\":1}}"})
    void anEventThatCanNeverBeUsedIsDropped(String body) throws Exception {
        assertThat(deliver(message(CLOUD_EVENTS, body))).isEqualTo(DROP);
        assertThat(sidecar.topic.written).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Behaviour.class,
            names = {"FAIL", "THROW", "WAIT"})
    void anEventThatKafkaDoesNotTakeIsDeliveredAgain(Behaviour behaviour) throws Exception {
        sidecar = new IngestFixture("100ms");
        sidecar.topic.behaviour = behaviour;
        assertThat(deliver(message(CLOUD_EVENTS, envelope("\"data\":" + PLAIN))))
                .isEqualTo(RETRY);
    }

    @Test
    void aRecordOfTheGatewayIsNeverWrittenAgain() throws Exception {
        deliver(message(CLOUD_EVENTS, envelope("\"data\":" + PLAIN)));
        String via = sidecar.topic.written.get(0).headers().get("taskcast-via");
        assertThat(deliver(message(CLOUD_EVENTS, envelope("\"data\":" + PLAIN), "taskcast-via", via)))
                .isEqualTo(SUCCESS);
        assertThat(sidecar.topic.written).hasSize(1);
    }

    @Test
    void anEventThatCanNeverBeUsedIsKeptUnchanged() throws Exception {
        deliver(message("application/json", "{}"));
        deliver(message("application/json", PLAIN, "Content-Encoding", "gzip"));
        sidecar.topic.behaviour = Behaviour.REFUSE;
        deliver(message(CLOUD_EVENTS, envelope("\"data\":" + PLAIN)));
        assertThat(sidecar.dropped.values()).containsExactly(Reason.NO_EVENT_TYPE, Reason.NOT_JSON, Reason.TOO_LARGE);
        assertThat(sidecar.dropped.keySet())
                .allSatisfy(event -> assertThat(event.headers()).containsEntry("taskcast-via", "dapr"));
        assertThat(sidecar.dropped.keySet().stream().map(IngestFixture::value))
                .containsExactly("{}", PLAIN, envelope("\"data\":" + PLAIN));
    }

    @Test
    void anEntryThatTheTopicRefusesIsDroppedAndStopsNoOtherEntry() throws Exception {
        sidecar.topic.refuses = record -> IngestFixture.value(record).contains("bad");
        String bulk = bulk(
                entry("1", envelope("\"data\":" + PLAIN.replace("7.0", "\"bad\"")), "null", CLOUD_EVENTS),
                entry("2", envelope("\"data\":" + PLAIN), "null", CLOUD_EVENTS));
        assertThat(deliver(message("application/json", bulk)))
                .isEqualTo(
                        "{\"statuses\":[{\"entryId\":\"1\",\"status\":\"DROP\"},{\"entryId\":\"2\",\"status\":\"SUCCESS\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"entryId\":\"1\"}",
                "{\"entryId\":\"1\",\"event\":\"%%%\"}",
                "{\"entryId\":\"1\",\"event\":{\"specversion\":\"1.0\",}}",
                "{\"entryId\":\"1\",\"event\":tru}",
                "{\"entryId\":\"1\",\"event\":{},\"metadata\":{\"__topic\":1,}}",
            })
    void aMalformedEntryIsDroppedAndStopsNoOther(String entry) throws Exception {
        String good = entry("2", envelope("\"data\":" + PLAIN), "null", CLOUD_EVENTS);
        assertThat(deliver(message("application/json", bulk(entry, good))))
                .isEqualTo(
                        "{\"statuses\":[{\"entryId\":\"1\",\"status\":\"DROP\"},{\"entryId\":\"2\",\"status\":\"SUCCESS\"}]}");
    }

    @Test
    void anEntryThatIsTooDeepIsDroppedAndStopsNoOther() throws Exception {
        String deep = entry("1", "[".repeat(200) + "]".repeat(200), "null", CLOUD_EVENTS);
        String good = entry("2", envelope("\"data\":" + PLAIN), "null", CLOUD_EVENTS);
        assertThat(deliver(message("application/json", bulk(deep, good))))
                .contains("{\"entryId\":\"1\",\"status\":\"DROP\"}", "{\"entryId\":\"2\",\"status\":\"SUCCESS\"}");
    }

    /** Without a status for each entry, Dapr would deliver all entries again and again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"com.dapr.event.sent.bulk\"",
                "\"pubsubname\":\"other\"",
                "\"topic\":[]",
                "\"entries\":[{\"event\":{}}]"
            })
    void aBulkRequestWithADuplicateMemberIsDroppedEntryByEntry(String again) throws Exception {
        String first = entry("1", envelope("\"data\":" + PLAIN), "null", CLOUD_EVENTS);
        String ours = entry("2", envelope("\"data\":" + PLAIN), "{\"taskcast-via\":\"http\"}", CLOUD_EVENTS);
        String bulk = bulk(first, ours);
        assertThat(deliver(message("application/json", bulk.substring(0, bulk.length() - 1) + "," + again + "}")))
                .isEqualTo(
                        "{\"statuses\":[{\"entryId\":\"1\",\"status\":\"DROP\"},{\"entryId\":\"2\",\"status\":\"SUCCESS\"}]}");
        assertThat(sidecar.topic.written).isEmpty();
        assertThat(sidecar.dropped.values()).containsExactly(Reason.BAD_ENVELOPE);
        assertThat(sidecar.dropped.keySet().stream().map(IngestFixture::value)).containsExactly(first);
    }

    /** Dapr delivers an entry without a status again, so each delivery has one entry less. */
    @Test
    void theEntriesOfATooLargeBulkRequestThatFitAreTaken() throws Exception {
        String good = entry("1", envelope("\"data\":" + PLAIN), "null", CLOUD_EVENTS);
        String large = entry("2", "\"" + "x".repeat(IngestFixture.MAX_REQUEST) + "\"", "null", CLOUD_EVENTS);
        assertThat(deliver(message("application/json", asDaprWritesIt(good, large))))
                .isEqualTo("{\"statuses\":[{\"entryId\":\"1\",\"status\":\"SUCCESS\"}]}");
        assertThat(deliver(message("application/json", asDaprWritesIt(large, good))))
                .isEqualTo("{\"statuses\":[{\"entryId\":\"2\",\"status\":\"DROP\"}]}");
    }

    @Test
    void anEventThatIsTooLargeForARequestIsDropped() throws Exception {
        String large = envelope("\"entries\":[{}],\"data\":\"" + "x".repeat(IngestFixture.MAX_REQUEST) + "\"");
        assertThat(deliver(message(CLOUD_EVENTS, large))).isEqualTo(DROP);
        assertThat(sidecar.topic.written).isEmpty();
        assertThat(sidecar.dropped).isEmpty();
        assertThat(sidecar.lost).isEqualTo(1);
    }

    @Test
    void aRevocationIsDroppedAndCopiedIfRevocationsHaveTheirOwnTopic() throws Exception {
        String revocation = "{\"event_type\":\"session.revoke\",\"user_id\":\"ada\"}";
        HttpMessage message = message(CLOUD_EVENTS, envelope("\"data\":" + revocation));
        assertThat(sidecar.dapr.deliver(message, Sender.sidecar(false)).toCompletableFuture())
                .isCompletedWithValue(DROP);
        assertThat(sidecar.topic.written).isEmpty();
        assertThat(sidecar.dropped.values()).containsExactly(Reason.NOT_ALLOWED);
        assertThat(deliver(message)).isEqualTo(SUCCESS);
    }

    private String deliver(HttpMessage message) throws Exception {
        return sidecar.dapr
                .deliver(message, Sender.sidecar(true))
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
    }

    private void thenAdaGetsIt(Optional<EventIdentity> identity) {
        ParsedRecord read = sidecar.read().get(0);
        TaskEvent event = (TaskEvent) read.event();
        assertThat(event.type()).isEqualTo("task.updated");
        assertThat(event.audience()).isEqualTo(new Audience.Users(List.of("ada")));
        assertThat(event.task()).isEqualTo("{\"id\": 7.0}");
        assertThat(read.identity()).isEqualTo(identity);
        assertThat(sidecar.topic.written.get(0).key()).contains("ada");
    }

    private void thenTheTaskIsFor(String user) {
        for (ParsedRecord read : sidecar.read()) {
            TaskEvent event = (TaskEvent) read.event();
            assertThat(event.audience()).isEqualTo(new Audience.Users(List.of(user)));
            assertThat(event.task()).isEqualTo("{\"id\": 7.0}");
            assertThat(read.identity()).contains(new EventIdentity("/tasks", "e-1"));
        }
    }

    private static String[] attributes(String user) {
        return new String[] {
            "ce_specversion",
            "1.0",
            "ce_id",
            "e-1",
            "ce_source",
            "/tasks",
            "ce_type",
            "task.updated",
            "ce_taskcastuser",
            user
        };
    }

    private static String envelope(String data) {
        return "{" + data
                + ",\"id\":\"5929aaac\",\"pubsubname\":\"taskpubsub\",\"source\":\"todo-api\",\"specversion\":\"1.0\","
                + "\"time\":\"2026-09-21T14:13:20Z\",\"topic\":\"task-updates\",\"traceid\":\"00-113ad9c4-e3743e35-01\","
                + "\"traceparent\":\"00-113ad9c4-e3743e35-01\",\"tracestate\":\"\",\"type\":\"com.dapr.event.sent\"}";
    }

    private static String raw(String id) {
        return "{\"data_base64\":\"" + base64(PLAIN) + "\",\"datacontenttype\":\"application/octet-stream\",\"id\":\""
                + id
                + "\",\"pubsubname\":\"taskpubsub\",\"source\":\"Dapr\",\"specversion\":\"1.0\",\"topic\":\"tasks\","
                + "\"type\":\"com.dapr.event.sent\"}";
    }

    private static String bulk(String... entries) {
        return "{\"id\":\"b-1\",\"type\":\"com.dapr.event.sent.bulk\",\"topic\":\"tasks\",\"pubsubname\":\"taskpubsub\",\"metadata\":{},"
                + "\"entries\":[" + String.join(",", entries) + "]}";
    }

    /** A bulk whose members are in the order of their names, as Dapr writes it. */
    private static String asDaprWritesIt(String... entries) {
        return "{\"entries\":[" + String.join(",", entries)
                + "],\"id\":\"b-1\",\"metadata\":{},\"pubsubname\":\"taskpubsub\","
                + "\"topic\":\"tasks\",\"type\":\"com.dapr.event.sent.bulk\"}";
    }

    private static String entry(String id, String event, String metadata, String contentType) {
        return "{\"entryId\":\"" + id + "\",\"event\":" + event + ",\"metadata\":" + metadata + ",\"contentType\":\""
                + contentType + "\"}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
