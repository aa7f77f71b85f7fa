package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The clauses of PROTOCOL.md and the scenarios of the conformance kit are the same contract. */
class ClausesTest {
    private static final int LONGEST_CLIENT = 400;
    /** The limit of SizesTest. */
    private static final int LONGEST_FILE = 300;

    private static final Document SCENARIOS = Document.of("clients/kit/scenarios.json");
    private static final List<String> CLAUSES = Document.of("PROTOCOL.md").found("\\((C-\\d+)\\)");

    @Test
    void everyClauseHasAnIdOfItsOwnAndNoNumberIsLeftOut() {
        List<String> numbered = IntStream.rangeClosed(1, CLAUSES.size())
                .mapToObj(number -> "C-" + number)
                .toList();
        assertThat(CLAUSES).hasSizeGreaterThan(40).containsExactlyInAnyOrderElementsOf(numbered);
    }

    @Test
    void everyClauseIsNamedByAScenarioAndNoOtherOneIs() {
        assertThat(SCENARIOS.found("\"(C-\\d+)\"")).containsAll(CLAUSES);
        assertThat(CLAUSES).containsAll(SCENARIOS.found("\"(C-\\d+)\""));
    }

    @Test
    void everyScenarioHasANameOfItsOwn() {
        List<String> names = SCENARIOS.found("\"name\": \"([^\"]+)\"");
        assertThat(names).hasSizeGreaterThan(40).doesNotHaveDuplicates();
        assertThat(SCENARIOS.matches("\"clauses\": \\[\"C-")).hasSameSizeAs(names);
    }

    @Test
    void everyCloseCodeHasAScenarioThatEndsAsTheCodeAdvises() {
        for (CloseCode code : CloseCode.values()) {
            List<String> scenario = SCENARIOS.found("(?s)(\"name\": \"close-" + code.number() + "\".*?\n    \\})");
            assertThat(scenario).as(code.name()).hasSize(1);
            boolean stops = scenario.get(0).contains("\"stopped\"");
            boolean token = scenario.get(0).contains("\"token-2\"");
            assertThat(stops).as(code.name()).isEqualTo(code.advice() == CloseCode.Advice.STOP);
            assertThat(token).as(code.name()).isEqualTo(code.advice() == CloseCode.Advice.NEW_TOKEN);
        }
    }

    @Test
    void everyVerdictAndEveryReasonIsPlayed() {
        List<String> words =
                new ArrayList<>(Arrays.stream(Resume.values()).map(Resume::word).toList());
        words.addAll(Arrays.stream(ResetReason.values()).map(ResetReason::word).toList());
        assertThat(words).allSatisfy(word -> assertThat(SCENARIOS.text()).contains('"' + word + '"'));
    }

    @Test
    void bothPlayersKnowEveryRuleAndEveryStep() {
        String node = text("clients/kit", ".js");
        String jvm = text("clients/kit/java", ".java");
        assertThat(SCENARIOS.found("\"rule\": \"([^\"]+)\""))
                .hasSizeGreaterThan(5)
                .allSatisfy(rule -> {
                    assertThat(node).contains("'" + rule + "'");
                    assertThat(jvm).contains('"' + rule + '"');
                });
        assertThat(SCENARIOS.found("(?m)^        \\{\"([a-z_]+)\""))
                .hasSizeGreaterThan(200)
                .allSatisfy(step -> {
                    assertThat(node).contains("async " + step + "(");
                    assertThat(jvm).contains("case \"" + step + "\" ->");
                });
    }

    @Test
    void aClientIsShort() {
        assertThat(lines(List.of(Document.of("clients/python/taskcast.py")))).isLessThan(LONGEST_CLIENT);
        List<Document> java = Document.under("clients/java", ".java").stream()
                .filter(file -> !file.path().endsWith("Conformance.java"))
                .toList();
        assertThat(java).hasSize(3);
        assertThat(lines(java)).isLessThan(LONGEST_CLIENT);
    }

    @Test
    void noFileOfTheClientsAndTheKitIsTooLong() {
        assertThat(Document.under("clients", ".java")).hasSizeGreaterThan(10).allSatisfy(file -> assertThat(
                        lines(List.of(file)))
                .as(file.path().toString())
                .isLessThanOrEqualTo(LONGEST_FILE));
    }

    private static long lines(List<Document> files) {
        return files.stream().mapToLong(file -> file.text().lines().count()).sum();
    }

    private static String text(String folder, String ending) {
        return String.join(
                "\n",
                Document.under(folder, ending).stream().map(Document::text).toList());
    }
}
