package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** asyncapi.yaml has every frame with every field, and the golden frames as its examples. */
class AsyncApiTest {
    private static final Document API = Document.of("asyncapi.yaml");

    @Test
    void everyGoldenFrameIsAnExampleAndHasItsFieldsInItsSchema() {
        for (Document golden : Document.under("src/test/resources/wire", ".json")) {
            String frame = golden.text().strip();
            assertThat(API.text()).contains("        - payload: " + frame + "\n");
            assertThat(fieldsOf(GoldenFrame.type(frame)))
                    .as(golden.path().toString())
                    .containsAll(GoldenFrame.fields(frame));
        }
    }

    @Test
    void clientsFramesAreThere() {
        assertThat(fieldsOf("auth")).containsExactly("token", "cookie", "cursor", "accept", "narrow", "client");
        assertThat(fieldsOf("ping")).containsExactly("id");
        assertThat(fieldsOf("narrow")).containsExactly("events", "channels");
        assertThat(fieldsOf("ack")).containsExactly("cursor");
    }

    @Test
    void closedSetsAreThoseOfTheCode() {
        assertThat(API.text())
                .contains(set(ResetReason.values(), ResetReason::word))
                .contains(set(Resume.values(), Resume::word))
                .contains(set(ErrorCode.values(), ErrorCode::word));
    }

    private static Iterable<String> fieldsOf(String type) {
        String schema = API.found(
                        "(?s)properties:\n        type: \\{ const: " + type + " }\n((?:        \\S[^\n]*\n)*)")
                .get(0);
        return new Document(API.path(), schema).found("(?m)^        (\\w+):");
    }

    private static <T> String set(T[] values, Function<T, String> word) {
        return "enum: [" + Arrays.stream(values).map(word).collect(Collectors.joining(", ")) + "]";
    }
}
