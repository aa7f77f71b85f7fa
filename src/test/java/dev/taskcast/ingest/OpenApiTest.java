package dev.taskcast.ingest;

import static dev.taskcast.ingest.IngestFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskcast.wire.ProblemException;
import jakarta.servlet.annotation.WebServlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.Test;

/** The OpenAPI document describes this edge: its routes, and examples that the routes accept and answer. */
class OpenApiTest {
    private static final String EVENTS = "/events";
    private static final String TASK_UPDATES = "/task-updates";

    private final IngestFixture edge = new IngestFixture();
    private final Map<String, Object> document;

    OpenApiTest() throws Exception {
        document = JsonUtil.parseJson(Files.readString(Path.of("src/main/webapp" + OpenApiServlet.DOCUMENT)));
    }

    @Test
    void routesAreThoseOfTheCode() throws ClassNotFoundException {
        TreeSet<String> documented = new TreeSet<>();
        at("paths").forEach((path, methods) -> ((Map<?, ?>) methods).keySet().forEach(it -> documented.add(it + path)));
        TreeSet<String> served = new TreeSet<>();
        served.add("post" + route(EventsServlet.class));
        served.add("get" + route(SubscribeServlet.class));
        served.add("post" + route(DaprServlet.class));
        served.add("get" + route(Class.forName("dev.taskcast.presence.PresenceServlet")));
        assertThat(documented).hasSize(4).isEqualTo(served);
    }

    @Test
    void everyExampleOfAnEventIsAccepted() throws Exception {
        int examples = 0;
        for (Map.Entry<String, Object> content : content(EVENTS).entrySet()) {
            for (String example : examples(content.getValue())) {
                edge.ingest
                        .accept(message(content.getKey(), example), IngestFixture.ALMIGHTY)
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS);
                examples++;
            }
        }
        assertThat(examples).isEqualTo(8);
        assertThat(edge.read()).hasSize(9);
    }

    @Test
    void everyMediaTypeThatIsTakenIsDocumented() {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> edge.ingest.accept(message("text/plain", "{}"), IngestFixture.ALMIGHTY));
        assertThat(refused.getMessage()).contains(content(EVENTS).keySet());
    }

    @Test
    void theExampleOfAProblemIsTheAnswer() throws Exception {
        Object problem = at("paths", EVENTS, "post", "responses", "400", "content", "application/problem+json");
        ProblemException refused = catchThrowableOfType(
                ProblemException.class,
                () -> edge.ingest.accept(
                        message("application/json", "{\"event_type\":\"task.updated\",\"user_id\":\"ada\"}"),
                        IngestFixture.ALMIGHTY));
        assertThat(examples(problem)).containsExactly(refused.json());
    }

    @Test
    void everyExampleOfASidecarIsTakenAndAnsweredAsDocumented() throws Exception {
        List<String> answers = new ArrayList<>();
        for (Map.Entry<String, Object> content : content(TASK_UPDATES).entrySet()) {
            for (String example : examples(content.getValue())) {
                answers.add(edge.dapr
                        .deliver(message(content.getKey(), example), Sender.sidecar(true))
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS));
            }
        }
        assertThat(answers).hasSize(5);
        assertThat(examples(at("paths", TASK_UPDATES, "post", "responses", "200", "content", "application/json")))
                .containsAll(answers)
                .contains("{\"status\":\"RETRY\"}", "{\"status\":\"DROP\"}");
        assertThat(edge.read()).hasSize(5);
    }

    private static String route(Class<?> servlet) {
        WebServlet annotation = servlet.getAnnotation(WebServlet.class);
        return Stream.concat(Stream.of(annotation.value()), Stream.of(annotation.urlPatterns()))
                .findFirst()
                .orElseThrow()
                .replace("/*", "");
    }

    private Map<String, Object> content(String path) {
        return at("paths", path, "post", "requestBody", "content");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> at(String... path) {
        Map<String, Object> node = document;
        for (String name : path) {
            node = (Map<String, Object>) node.get(name);
        }
        return node;
    }

    private static List<String> examples(Object content) {
        List<String> examples = new ArrayList<>();
        for (Object example : ((Map<?, ?>) ((Map<?, ?>) content).get("examples")).values()) {
            examples.add(json(((Map<?, ?>) example).get("value")));
        }
        return examples;
    }

    private static String json(Object value) {
        String wrapped = JsonUtil.toJson(Map.of("v", value));
        return wrapped.substring("{\"v\":".length(), wrapped.length() - 1).replace("\\/", "/");
    }
}
