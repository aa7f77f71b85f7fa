package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables of PROTOCOL.md match the code and the client. */
class ProtocolTest {
    private static final Document PROTOCOL = Document.of("PROTOCOL.md");

    /** The words of PROTOCOL.md and of the client for each advice. */
    private static final Map<CloseCode.Advice, String> ADVICE = Map.of(
            CloseCode.Advice.RECONNECT, "reconnect",
            CloseCode.Advice.BACKOFF, "backoff",
            CloseCode.Advice.NEW_TOKEN, "new-token",
            CloseCode.Advice.STOP, "stop");

    @Test
    void closeCodesAreThoseOfTheCode() {
        List<String> documented = PROTOCOL.section("Close codes").rows().stream()
                .map(row -> String.join(" ", row.subList(0, 3)))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(CloseCode.values())
                        .map(code -> code.number() + " " + code.name() + " " + ADVICE.get(code.advice()))
                        .toList());
    }

    @Test
    void theClientKnowsTheSameCloseCodes() {
        List<String> known = Document.of("src/main/webapp/client/close-codes.js")
                .matches("(\\d{4}): \\['([a-z-]+)', '([a-z-]+)'\\]")
                .stream()
                .map(match -> match.group(1) + " " + match.group(2) + " " + match.group(3))
                .toList();
        assertThat(known)
                .containsExactlyElementsOf(Arrays.stream(CloseCode.values())
                        .map(code -> code.number() + " "
                                + code.name().toLowerCase(Locale.ROOT).replace('_', '-') + " "
                                + ADVICE.get(code.advice()))
                        .toList());
    }

    @Test
    void errorCodesAreThoseOfTheCode() {
        List<String> documented = PROTOCOL.section("Error codes").rows().stream()
                .map(row -> row.get(0) + " " + row.get(1))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> code.word() + " " + code.retryable())
                        .toList());
    }

    @Test
    void verdictsAndReasonsAreThoseOfTheCode() {
        List<String> verdicts = Arrays.stream(Resume.values()).map(Resume::word).toList();
        List<String> reasons =
                Arrays.stream(ResetReason.values()).map(ResetReason::word).toList();
        List<String> documented = PROTOCOL.section("The verdict on your cursor").column(0);
        assertThat(documented.subList(0, verdicts.size())).isEqualTo(verdicts);
        assertThat(documented.subList(verdicts.size(), documented.size())).isEqualTo(reasons);
    }

    @Test
    void everyGoldenFrameIsShownAndEveryFieldOfItIsInTheTable() {
        Document section = PROTOCOL.section("From the gateway");
        for (Document golden : Document.under("src/test/resources/wire", ".json")) {
            String frame = golden.text().strip();
            assertThat(section.text()).as(golden.path().toString()).contains("\n" + frame + "\n");
            String type = GoldenFrame.type(frame);
            List<String> row = section.rows().stream()
                    .filter(it -> it.get(0).equals(type))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No row for " + type));
            String described = "`" + row.get(1) + "`";
            assertThat(described)
                    .as(type)
                    .contains(GoldenFrame.fields(frame).stream()
                            .map(field -> "`" + field + "`")
                            .toList());
        }
    }

    @Test
    void limitsAreTheShippedDefaults() {
        Map<String, String> shipped = Shipped.settings();
        List<List<String>> rows = PROTOCOL.section("Limits").rows();
        assertThat(rows).hasSizeGreaterThan(5);
        for (List<String> row : rows) {
            String key = row.get(2);
            if (shipped.containsKey(key)) {
                String documented = row.get(1).replace(" of the heap", "").replace(" ", "");
                assertThat(documented).as(key).isEqualTo(shipped.get(key));
            } else {
                assertThat(row.get(1)).isEqualTo("2 KiB");
                assertThat(Cursor.MAX_LENGTH).isEqualTo(2 << 10);
            }
        }
    }
}
