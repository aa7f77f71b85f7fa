package dev.taskcast.edge;

import static dev.taskcast.edge.Backend.JSON;
import static dev.taskcast.edge.Backend.STRUCTURED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a Dapr sidecar posts, and everything that Dapr writes to the topic, ends in the same frame. */
class DaprIT extends EdgeScenario {
    private static final String TASK = "{\"id\": 7.0,\"title\":\"\\u00e4 ö\"}";
    private static final String OTHER = "{\"id\":\"other\"}";
    private static final String SUCCESS = "{\"status\":\"SUCCESS\"}";
    private static final String DROP = "{\"status\":\"DROP\"}";

    private final Backend sidecar = Backend.sidecar();

    @Test
    void theSidecarIsToldWhatToSubscribeTo() throws Exception {
        HttpResponse<String> answer = devices.get("/dapr/subscribe");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON);
        assertThat(answer.body())
                .isEqualTo("[{\"pubsubname\":\"taskpubsub\",\"topic\":\"task-updates\",\"route\":\"/task-updates\","
                        + "\"routes\":{\"default\":\"/task-updates\"}}]");
    }

    @Test
    void everyVariantOfASidecarEndsInTheSameFrame() throws Exception {
        Device device = devices.of(ada);
        takes(device, sidecar.post(STRUCTURED, envelope("e-1", "\"data\":" + plain())));
        String text = plain().replace("\\", "\\\\").replace("\"", "\\\"");
        takes(device, sidecar.post(STRUCTURED, envelope("e-2", "\"data\":\"" + text + "\"")));
        takes(device, sidecar.post(STRUCTURED, own("e-3"), record(3)));
        takes(device, sidecar.post(JSON, plain(), record(4)));
        takes(device, sidecar.post(STRUCTURED, raw("random-5"), record(5)));
        takes(device, sidecar.post(STRUCTURED, raw("random-6")));
        takes(device, sidecar.post(STRUCTURED, TASK, binary("ce_", "e-7")));
        takes(device, sidecar.post("application/octet-stream", TASK, binary("ce-", "e-8")));
    }

    @Test
    void everyFormOfARecordEndsInTheSameFrame() throws Exception {
        Device device = devices.of(ada);
        takes(device, plain());
        takes(device, own("k-1"));
        takes(device, own("k-2"), header("content-type", STRUCTURED));
        takes(device, own("k-3"), header("content-type", "application/cloudevents+json; charset=utf-8"));
        takes(
                device,
                TASK,
                header("ce_specversion", "1.0"),
                header("ce_id", "k-4"),
                header("ce_source", "/" + ada),
                header("ce_type", "task.updated"),
                header("ce_taskcastuser", ada),
                header("content-type", JSON));
        takes(device, envelope("k-5", "\"data\":" + plain() + ",\"datacontenttype\":\"application/json\""));
        takes(device, raw("k-6"));
    }

    /** A sidecar hands over the bytes of the record's header, which are UTF-8. */
    @Test
    void aUserWhoseNameIsNotAsciiGetsWhatASidecarHandsOver() throws Exception {
        String zoe = ada + "-zo\u00eb \u6f22";
        Device device = devices.of(zoe);
        String head =
                "POST /task-updates HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + STRUCTURED
                        + "\r\nContent-Length: " + TASK.getBytes(StandardCharsets.UTF_8).length + "\r\ndapr-api-token: "
                        + Backend.API_TOKEN + "\r\nce_specversion: 1.0\r\nce_id: e-1\r\nce_source: /zoe\r\n"
                        + "ce_type: task.updated\r\nce_taskcastuser: " + zoe + "\r\n\r\n";
        try (RawSocket wire = new RawSocket(Gateway.uri("/"))) {
            assertThat(wire.send((head + TASK).getBytes(StandardCharsets.UTF_8)).head())
                    .startsWith("HTTP/1.1 200");
        }
        thenItArrives(device);
        String metadata =
                "{\"ce_specversion\":\"1.0\",\"ce_id\":\"e-2\",\"ce_source\":\"/zoe\",\"ce_type\":\"task.updated\","
                        + "\"ce_taskcastuser\":\"" + zoe + "\"}";
        String bulk = "{\"id\":\"x\",\"type\":\"com.dapr.event.sent.bulk\",\"topic\":\"task-updates\",\"pubsubname\":"
                + "\"taskpubsub\",\"metadata\":{},\"entries\":[" + entry("1", TASK, metadata) + "]}";
        assertThat(sidecar.post(JSON, bulk).body()).contains("SUCCESS");
        thenItArrives(device);
    }

    @Test
    void aBulkIsAnsweredEntryByEntry() throws Exception {
        Device device = devices.of(ada);
        String bulk =
                "{\"id\":\"x\",\"type\":\"com.dapr.event.sent.bulk\",\"topic\":\"task-updates\",\"pubsubname\":\"taskpubsub\","
                        + "\"metadata\":{},\"entries\":["
                        + entry("1", envelope("e-1", "\"data\":" + plain()), "null") + ","
                        + entry("2", "{}", "null") + ","
                        + entry(
                                "3",
                                "\"" + base64() + "\"",
                                "{\"__topic\":\"t\",\"__partition\":\"1\",\"__offset\":\"9\"}")
                        + "]}";
        HttpResponse<String> answer = sidecar.post(JSON, bulk);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"statuses\":[{\"entryId\":\"1\",\"status\":\"SUCCESS\"},{\"entryId\":\"2\",\"status\":\"DROP\"},"
                                + "{\"entryId\":\"3\",\"status\":\"SUCCESS\"}]}");
        assertThat(device.nextTask()).isEqualTo(TASK);
        assertThat(device.nextTask()).isEqualTo(TASK);
    }

    @Test
    void aSecondDeliveryOfTheSameEventIsDeliveredOnce() throws Exception {
        Device device = devices.of(ada);
        for (String id : new String[] {"random-1", "random-2"}) {
            assertThat(sidecar.post(STRUCTURED, raw(id), record(1)).body()).isEqualTo(SUCCESS);
            assertThat(sidecar.post(STRUCTURED, own("e-1")).body()).isEqualTo(SUCCESS);
        }
        assertThat(sidecar.post(JSON, plain(OTHER)).body()).isEqualTo(SUCCESS);
        assertThat(device.nextTask()).isEqualTo(TASK);
        assertThat(device.nextTask()).isEqualTo(TASK);
        assertThat(device.nextTask()).isEqualTo(OTHER);
    }

    @Test
    void aRecordOfTheGatewayComesBackAndIsNotWrittenAgain() throws Exception {
        Device device = devices.of(ada);
        assertThat(sidecar.post(JSON, plain(OTHER), "taskcast-via", "dapr").body())
                .isEqualTo(SUCCESS);
        takes(device, sidecar.post(JSON, plain()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{}", "{\"event_type\":\"task.updated\",\"task\":{\"id\":1}}"})
    void anEventThatCanNeverBeUsedIsDropped(String body) throws Exception {
        HttpResponse<String> answer = sidecar.post(JSON, body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(DROP);
    }

    @Test
    void onlyASidecarWithTheTokenIsServed() throws Exception {
        Device device = devices.of(ada);
        assertThat(Backend.sidecarWith().post(JSON, plain(OTHER)).statusCode()).isEqualTo(401);
        assertThat(Backend.sidecarWith("dapr-api-token", Backend.API_TOKEN + "x")
                        .post(JSON, plain(OTHER))
                        .statusCode())
                .isEqualTo(401);
        String bearer = "Bearer " + devices.tokens.withRole("backend", "publisher");
        assertThat(Backend.sidecarWith("Authorization", bearer)
                        .post(JSON, plain(OTHER))
                        .statusCode())
                .isEqualTo(401);
        takes(device, sidecar.post(JSON, plain()));
    }

    private static void takes(Device device, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SUCCESS);
        thenItArrives(device);
    }

    private void takes(Device device, String value, Header... headers) throws Exception {
        Topic.publish(value, headers);
        thenItArrives(device);
    }

    private static void thenItArrives(Device device) throws Exception {
        Frame frame = device.next("task_update");
        assertThat(frame.string("event")).isEqualTo("task.updated");
        assertThat(frame.task()).isEqualTo(TASK);
    }

    private String plain() {
        return plain(TASK);
    }

    private String plain(String task) {
        return Topic.event("task.updated", "\"user_id\":\"" + ada + "\"", task);
    }

    /** An envelope in the form that Dapr creates. */
    private String envelope(String id, String data) {
        return "{" + data + ",\"id\":\"" + id + "\",\"pubsubname\":\"taskpubsub\",\"source\":\"" + ada
                + "\",\"specversion\":\"1.0\",\"time\":\"2026-09-21T14:13:20Z\",\"topic\":\"task-updates\","
                + "\"traceid\":\"00-113ad9c4-e3743e35-01\",\"tracestate\":\"\",\"type\":\"com.dapr.event.sent\"}";
    }

    private String raw(String id) {
        return envelope(id, "\"data_base64\":\"" + base64() + "\",\"datacontenttype\":\"application/octet-stream\"");
    }

    private String base64() {
        return Base64.getEncoder().encodeToString(plain().getBytes(StandardCharsets.UTF_8));
    }

    /** A CloudEvent that the publisher created itself and Dapr passed on. */
    private String own(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/" + ada + "\",\"type\":\"task.updated\","
                + "\"taskcastuser\":\"" + ada + "\",\"pubsubname\":\"taskpubsub\",\"data\":" + TASK + "}";
    }

    private String[] binary(String prefix, String id) {
        return new String[] {
            prefix + "specversion",
            "1.0",
            prefix + "id",
            id,
            prefix + "source",
            "/" + ada,
            prefix + "type",
            "task.updated",
            prefix + "subject",
            ada
        };
    }

    private String[] record(int offset) {
        return new String[] {"__key", ada, "__topic", ada, "__partition", "4", "__offset", Integer.toString(offset)};
    }

    private static String entry(String id, String event, String metadata) {
        return "{\"entryId\":\"" + id + "\",\"event\":" + event + ",\"metadata\":" + metadata + ",\"contentType\":\""
                + STRUCTURED + "\"}";
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
