package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.edge.SpanReceiver.Span;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A gateway with MicroProfile Telemetry sends only the spans of a sampled trace to an OTLP receiver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracingIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Path TELEMETRY = Path.of("deploy/telemetry/telemetry.xml");
    private static final String PARENT = "00f067aa0ba902b7";

    private final TestTokens tokens = Gateway.tokens();
    private final SpanReceiver receiver = new SpanReceiver();
    private Target target;

    private Map<String, String> settings() {
        return Map.of(
                "OTEL_SERVICE_NAME", "taskcast-of-tests",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint(),
                "OTEL_BSP_SCHEDULE_DELAY", "100");
    }

    @BeforeAll
    void start() {
        target = new Target("traced", settings(), TELEMETRY);
    }

    @AfterAll
    void stop() {
        target.close();
        receiver.close();
    }

    @Test
    void oneTraceLeadsFromTheRequestThroughTheRecordToEachDevice() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        String ada = Devices.user("ada");
        try (RawSocket phone = open(ada, "/ws");
                RawSocket laptop = open(ada, "/ws")) {
            List<String> sessions = List.of(session(phone), session(laptop));
            HttpResponse<String> answer = Backend.publisher(target.uri, tokens)
                    .post(Backend.JSON, event(ada), "traceparent", sampled(trace), "tracestate", "a=1");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            phone.text("task_update");
            laptop.text("task_update");
            ConsumerRecord<byte[], byte[]> record = recordOf(answer.body());
            assertThat(header(record, "traceparent")).isEqualTo(sampled(trace));
            assertThat(header(record, "tracestate")).isEqualTo("a=1");

            Span append = one(trace);
            assertThat(append.parent()).isEqualTo(PARENT);
            assertThat(append.service()).isEqualTo("taskcast-of-tests");
            assertThat(append.attributes())
                    .containsEntry("messaging.system", "kafka")
                    .containsEntry("messaging.destination.name", "task-updates")
                    .containsEntry("messaging.destination.partition.id", Integer.toString(record.partition()))
                    .containsEntry("messaging.kafka.offset", Long.toString(record.offset()))
                    .containsEntry("taskcast.outcome", "appended");
            assertThat(deliveries(trace, 2))
                    .allMatch(span -> span.parent().equals(append.id()))
                    .extracting(span -> span.attributes().get("session.id"))
                    .containsExactlyInAnyOrderElementsOf(sessions);
        }
    }

    @Test
    void producersSayItInAHeaderOrInTheCloudEvent() throws Exception {
        String ada = Devices.user("ada");
        String structured = "{\"specversion\":\"1.0\",\"id\":\"" + ada
                + "\",\"source\":\"/t\",\"type\":\"task.updated\",\"taskcastuser\":\"" + ada + "\",\"traceparent\":\""
                + sampled("1af7651916cd43dd8448eb211c80319c") + "\",\"data\":{\"id\":1}}";
        try (RawSocket device = open(ada, "/ws")) {
            session(device);
            Topic.publish(structured, header("content-type", "application/cloudevents+json"));
            Topic.publish(event(ada), header("traceparent", sampled("2af7651916cd43dd8448eb211c80319c")));
            for (String trace : List.of("1af7651916cd43dd8448eb211c80319c", "2af7651916cd43dd8448eb211c80319c")) {
                device.text("task_update");
                assertThat(deliveries(trace, 1).get(0).parent())
                        .isEqualTo(one(trace).id());
            }
        }
    }

    @Test
    void aTraceThatIsNotSampledHasNoSpanAndNoSecretLeaves() throws Exception {
        String ada = Devices.user("ada");
        String unsampled = "3af7651916cd43dd8448eb211c80319c";
        String last = "4af7651916cd43dd8448eb211c80319c";
        String token = tokens.of(ada);
        try (RawSocket device = new RawSocket(target.uri).knock("/ws?token=" + token)) {
            device.head();
            session(device);
            Topic.publish(event(ada), header("traceparent", "00-" + unsampled + "-" + PARENT + "-00"));
            Topic.publish(event(ada), header("traceparent", "nonsense"));
            Topic.publish(event(ada));
            Topic.publish(event(ada), header("traceparent", sampled(last)));
            for (int i = 0; i < 4; i++) {
                device.text("task_update");
            }
        }
        deliveries(last, 1);
        assertThat(receiver.spans())
                .allMatch(span -> span.name().startsWith("taskcast."))
                .noneMatch(span -> span.trace().equals(unsampled));
        assertThat(receiver.everything()).doesNotContain(token, ada, "process.command");
        assertThat(receiver.paths()).containsOnly("/v1/traces");
    }

    /** Its settings come only from the environment. */
    @Test
    void theServersOwnTelemetryReportsNothingMore() throws Exception {
        String trace = "5af7651916cd43dd8448eb211c80319c";
        try (SpanReceiver other = new SpanReceiver()) {
            Map<String, String> settings = new HashMap<>(settings());
            settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", other.endpoint());
            settings.put("OTEL_SDK_DISABLED", "false");
            settings.put("OTEL_LOGS_EXPORTER", "none");
            settings.put("OTEL_METRICS_EXPORTER", "none");
            try (Target own = new Target("traced-by-the-server", settings, TELEMETRY)) {
                String ada = Devices.user("ada");
                try (RawSocket device = new RawSocket(own.uri).knock("/ws?token=" + tokens.of(ada))) {
                    device.head();
                    session(device);
                    Topic.publish(event(ada), header("traceparent", sampled(trace)));
                    device.text("task_update");
                }
                Await.until(
                        PATIENCE, () -> other.named("taskcast.deliver", trace).size() == 1, "the spans");
                assertThat(other.spans()).allMatch(span -> span.name().startsWith("taskcast."));
                assertThat(other.everything()).doesNotContain("process.command", "token=", ada);
                assertThat(other.paths()).containsOnly("/v1/traces");
            }
        }
    }

    private RawSocket open(String user, String path) throws Exception {
        RawSocket socket = new RawSocket(target.uri).knock(path, "Authorization: Bearer " + tokens.of(user));
        socket.head();
        return socket;
    }

    private static String session(RawSocket socket) throws Exception {
        return Frame.read(socket.text("welcome")).string("session");
    }

    private Span one(String trace) {
        Await.until(PATIENCE, () -> !receiver.named("taskcast.append", trace).isEmpty(), "the span of an append");
        assertThat(receiver.named("taskcast.append", trace)).hasSize(1);
        return receiver.named("taskcast.append", trace).get(0);
    }

    private List<Span> deliveries(String trace, int count) {
        Await.until(
                PATIENCE,
                () -> receiver.named("taskcast.deliver", trace).size() == count,
                "the spans of " + count + " deliveries");
        return receiver.named("taskcast.deliver", trace);
    }

    private static ConsumerRecord<byte[], byte[]> recordOf(String answer) throws Exception {
        List<?> positions = (List<?>) JsonUtil.parseJson(answer).get("positions");
        Map<?, ?> position = (Map<?, ?>) positions.get(0);
        TopicPartition partition = new TopicPartition("task-updates", ((Long) position.get("partition")).intValue());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Gateway.brokers(), "enable.auto.commit", false, "max.poll.records", 1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, (Long) position.get("offset"));
            return consumer.poll(PATIENCE).iterator().next();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String user) {
        return Topic.event("task.updated", "\"user_id\":\"" + user + "\"", "{\"id\":1}");
    }

    private static String sampled(String trace) {
        return "00-" + trace + "-" + PARENT + "-01";
    }
}
