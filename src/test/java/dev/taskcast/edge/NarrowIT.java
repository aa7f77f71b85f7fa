package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page for one board of a user who has fifty boards. */
class NarrowIT extends EdgeScenario {
    private static final String SEVEN = "\"channels\":[\"board:7\"]";

    @ParameterizedTest
    @ValueSource(strings = {"first frame", "URL", "frame"})
    void aPageOfOneBoardGetsOnlyThatBoardForAnyWayToAsk(String way) throws Exception {
        Device page = page(way);
        publish("task.updated", "board:8", 1);
        Topic.update(ada, "{\"id\":2}");
        publish("task.updated", "board:7", 3);
        Frame event = page.next("task_update");
        assertThat(event.string("channel")).isEqualTo("board:7");
        assertThat(event.text()).contains("\"task\":{\"id\":3}");
    }

    @Test
    void withoutAFilterEverythingComesAndTellsItsChannel() throws Exception {
        Device device = devices.of(ada);
        publish("task.updated", "board:7", 1);
        Topic.update(ada, "{\"id\":2}");
        assertThat(device.next("task_update").string("channel")).isEqualTo("board:7");
        assertThat(device.next("task_update").fields()).doesNotContainKey("channel");
    }

    @Test
    void eventsAreChosenByNameAndByTheStartOfNames() throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada))
                .query("event", "task.*")
                .query("event", "note.added")
                .query("channel", "board:7")
                .query("channel", "board:8"));
        device.next("welcome");
        publish("note.removed", "board:7", 1);
        publish("note.added", "board:8", 2);
        publish("task.sub.done", "board:7", 3);
        publish("task.updated", "board:9", 4);
        publish("task.updated", "board:8", 5);
        assertThat(List.of(device.nextTask(), device.nextTask(), device.nextTask()))
                .containsExactly("{\"id\":2}", "{\"id\":3}", "{\"id\":5}");
    }

    @Test
    void aNarrowerFilterIsAnsweredWithTheCursorFromWhichItHolds() throws Exception {
        Device device = devices.of(ada);
        publish("task.updated", "board:8", 1);
        device.next("task_update");
        device.send("{\"type\":\"narrow\"," + SEVEN + "}");
        Frame narrowed = device.next("narrowed");
        assertThat(narrowed.fields()).containsOnlyKeys("type", "cursor");
        assertThat(narrowed.cursor()).isNotEmpty();
        publish("task.updated", "board:8", 2);
        publish("task.updated", "board:7", 3);
        assertThat(device.nextTask()).isEqualTo("{\"id\":3}");
    }

    @Test
    void wideningTellsTheClientToLoadASnapshot() throws Exception {
        Device all = devices.of(ada);
        Device device = page("URL");
        publish("task.updated", "board:8", 1);
        all.nextTask();
        device.send("{\"type\":\"narrow\",\"channels\":[\"board:8\"]}");
        String cursor = device.next("narrowed").cursor();
        Frame reset = device.next("reset");
        assertThat(reset.string("reason")).isEqualTo("widened");
        assertThat(reset.cursor()).isEqualTo(cursor);
        publish("task.updated", "board:8", 2);
        assertThat(device.nextTask()).isEqualTo("{\"id\":2}");
        device.send("{\"type\":\"narrow\"}");
        device.next("narrowed");
        assertThat(device.next("reset").string("reason")).isEqualTo("widened");
        device.send("{\"type\":\"narrow\"," + SEVEN + "}");
        device.next("narrowed");
        device.livesOn();
    }

    /** A filter only removes events from the user's own, and adds no other events. */
    @Test
    void aFilterWithAChannelOfAnotherUserBringsNoEvents() throws Exception {
        String bob = Devices.user("bob");
        Device page = page("first frame");
        Topic.publish(event(bob, "task.updated", "board:7", 1));
        page.send("{\"type\":\"narrow\",\"events\":[\"*\"],\"channels\":[\"board:7\"]}");
        page.next("narrowed");
        Topic.publish(event(bob, "task.updated", "board:7", 2));
        publish("task.updated", "board:7", 3);
        assertThat(page.nextTask()).isEqualTo("{\"id\":3}");
    }

    @Test
    void theCursorGoesOnOverWhatIsKeptBack() throws Exception {
        Device all = devices.of(ada);
        Device page = page("URL");
        publish("task.updated", "board:8", 1);
        publish("task.updated", "board:8", 2);
        all.nextTask();
        all.nextTask();
        page.send("{\"type\":\"ping\"}");
        String cursor = page.next("pong").cursor();
        page.leave();
        publish("task.updated", "board:8", 3);
        Device again = devices.connect(Knock.byHeader(devices.tokens.of(ada)).query("cursor", cursor));
        assertThat(again.next("welcome").string("resume")).isEqualTo("resumed");
        assertThat(again.nextTask()).isEqualTo("{\"id\":3}");
        Device narrowed = devices.connect(
                Knock.byHeader(devices.tokens.of(ada)).query("cursor", cursor).query("channel", "board:7"));
        assertThat(narrowed.next("welcome").string("resume")).isEqualTo("resumed");
        publish("task.updated", "board:7", 4);
        assertThat(narrowed.nextTask()).isEqualTo("{\"id\":4}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"events\":[\"a b\"] | events",
                "\"events\":\"task.*\" | events",
                "\"channels\":[\"\"] | channels",
                "\"channels\":[7] | channels"
            })
    void aFilterThatIsWrongIsToldAndTheOldOneHolds(String fields, String field) throws Exception {
        Device page = page("frame");
        page.send("{\"type\":\"narrow\"," + fields + "}");
        isInvalid(page, field);
        publish("task.updated", "board:8", 1);
        publish("task.updated", "board:7", 2);
        assertThat(page.nextTask()).isEqualTo("{\"id\":2}");
    }

    @Test
    void aFilterIsBoundedInNumberAndLength() throws Exception {
        Device device = devices.of(ada);
        device.send("{\"type\":\"narrow\",\"channels\":[" + many(65) + "]}");
        isInvalid(device, "channels");
        device.send("{\"type\":\"narrow\",\"events\":[" + many(65) + "]}");
        isInvalid(device, "events");
        device.send("{\"type\":\"narrow\",\"channels\":[\"" + "c".repeat(257) + "\"]}");
        isInvalid(device, "channels");
        String long256 = "\"" + "c".repeat(256) + "\"";
        device.send("{\"type\":\"narrow\",\"events\":[\"*\"],\"channels\":["
                + String.join(",", Collections.nCopies(16, long256)) + "]}");
        isInvalid(device, "events and channels");
        device.send("{\"type\":\"narrow\",\"channels\":[" + many(64) + "]}");
        device.next("narrowed");
    }

    @Test
    void aWrongFilterInTheFirstFrameIsToldAndTheNextFrameCounts() throws Exception {
        String token = devices.tokens.of(ada);
        Device device = devices.connect(Knock.bare()
                .saying("{\"type\":\"auth\",\"token\":\"" + token + "\",\"narrow\":{\"channels\":[\"\"]}}"));
        isInvalid(device, "narrow.channels");
        device.send("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
        device.next("welcome");
    }

    @ParameterizedTest
    @CsvSource({"event, a b", "event, task*", "event, ''", "channel, ''"})
    void aWrongFilterInTheUrlEndsTheConnectionWithAReason(String name, String value) throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada)).query(name, value));
        assertThat(device.close()).startsWith("1007 " + name + " in the URL: expected at most 64 ");
    }

    @Test
    void aStreamIsNarrowedByItsUrl() throws Exception {
        Knock knock =
                Knock.byHeader(devices.tokens.of(ada)).query("event", "task.*").query("channel", "board:7");
        try (Listener stream = Listener.of(Gateway.uri("/"), knock)) {
            stream.next("welcome");
            publish("task.updated", "board:8", 1);
            publish("note.added", "board:7", 2);
            publish("task.updated", "board:7", 3);
            assertThat(stream.nextTask()).isEqualTo("{\"id\":3}");
        }
    }

    @Test
    void aWrongFilterOfAStreamIsABadRequestThatNamesTheParameter() throws Exception {
        Knock knock = Knock.byHeader(devices.tokens.of(ada)).query("event", "task*");
        HttpResponse<String> answer = devices.send(HttpRequest.newBuilder(Gateway.uri("/events?" + knock.query()))
                .header("Authorization", knock.headers().get("Authorization"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"detail\":\"event in the URL: expected at most 64 ");
    }

    /** The event is a CloudEvent over HTTP, in both forms. */
    @Test
    void aChannelComesInWithCloudEventsToo() throws Exception {
        Device page = page("URL");
        Backend backend = Backend.publisher(devices.tokens);
        String attributes =
                "\"specversion\":\"1.0\",\"source\":\"/tasks\",\"type\":\"task.updated\",\"taskcastuser\":\"" + ada
                        + "\"";
        accepted(backend.post(
                Backend.STRUCTURED,
                "{" + attributes + ",\"id\":\"1\",\"taskcastchannel\":\"board:7\",\"data\":{\"id\":1}}"));
        accepted(backend.post(
                Backend.JSON,
                "{\"id\":2}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "2",
                "ce-source",
                "/tasks",
                "ce-type",
                "task.updated",
                "ce-taskcastuser",
                ada,
                "ce-taskcastchannel",
                "board:7"));
        assertThat(List.of(
                        page.next("task_update").text(),
                        page.next("task_update").text()))
                .allSatisfy(text -> assertThat(text).contains("\"channel\":\"board:7\""));
    }

    private static void accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static void isInvalid(Device device, String field) throws InterruptedException {
        Frame error = device.next("error");
        assertThat(error.string("code")).isEqualTo("invalid_field");
        assertThat(error.string("message")).startsWith("Expected " + field + ": ");
    }

    private static String many(int count) {
        return String.join(",", Collections.nCopies(count, "\"a.b\""));
    }

    /** A welcomed device of ada that wants only board 7. */
    private Device page(String way) throws Exception {
        String token = devices.tokens.of(ada);
        Device device = devices.connect(
                switch (way) {
                    case "first frame" ->
                        Knock.bare()
                                .saying("{\"type\":\"auth\",\"token\":\"" + token + "\",\"narrow\":{" + SEVEN + "}}");
                    case "URL" -> Knock.byHeader(token).query("channel", "board:7");
                    default -> Knock.byHeader(token);
                });
        device.next("welcome");
        if (way.equals("frame")) {
            device.send("{\"type\":\"narrow\"," + SEVEN + "}");
            device.next("narrowed");
        }
        return device;
    }

    private void publish(String type, String channel, int id) throws Exception {
        Topic.publish(event(ada, type, channel, id));
    }

    private static String event(String user, String type, String channel, int id) {
        return Topic.event(type, "\"user_id\":\"" + user + "\",\"channel\":\"" + channel + "\"", "{\"id\":" + id + "}");
    }
}
