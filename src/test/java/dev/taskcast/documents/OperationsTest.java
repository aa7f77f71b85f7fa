package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** docs/operations.md knows every metric and every log line of ours. */
class OperationsTest {
    private static final Document OPERATIONS = Document.of("docs/operations.md");

    @Test
    void metricsAreThoseThatAreRegistered() {
        Set<String> registered = new HashSet<>();
        for (Document source : Document.under("src/main/java", ".java")) {
            registered.addAll(source.found("\"(taskcast_[a-z_]+)\""));
        }
        assertThat(registered).hasSizeGreaterThan(10);
        assertThat(OPERATIONS.section("Metrics").column(0)).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void metricsThatAreNamedElsewhereExist() {
        List<String> metrics = OPERATIONS.section("Metrics").column(0);
        List<Document> all = new ArrayList<>(Document.under("docs", ".md"));
        for (String ending : List.of(".json", ".yml", ".yaml", ".md")) {
            all.addAll(Document.under("deploy", ending));
        }
        for (Document document : all) {
            assertThat(document.found("\\b(taskcast_[a-z_]+?)(?:_total|_bucket|_sum|_count)?\\b"))
                    .as(document.path().toString())
                    .isSubsetOf(metrics);
        }
    }

    /** {@code MetricsIT} compares the kinds with those of a scrape. */
    @Test
    void eachMetricHasAKindThatThereIs() {
        assertThat(OPERATIONS.section("Metrics").column(1)).isSubsetOf("gauge", "counter", "histogram", "info");
    }

    @Test
    void everyLogLineIsExplained() {
        List<String> explained = OPERATIONS.section("Log lines").rows().stream()
                .filter(row -> row.size() > 2)
                .map(row -> row.get(0))
                .toList();
        Set<String> used = new HashSet<>();
        for (Document source : Document.under("src/main/java", ".java")) {
            for (String line : source.found("\"TASKCAST ([^\"]+)\"")) {
                assertThat(explained).as(source.path().toString()).anyMatch(line::startsWith);
                explained.stream().filter(line::startsWith).forEach(used::add);
            }
        }
        assertThat(explained).hasSizeGreaterThan(10);
        assertThat(used).containsExactlyInAnyOrderElementsOf(explained);
    }

    @Test
    void whatALineNamesIsAFieldThatIsExplained() {
        List<String> explained = OPERATIONS.section("Log lines").rows().stream()
                .filter(row -> row.size() == 2)
                .flatMap(row -> new Document(OPERATIONS.path(), row.get(0)).found("([a-z_]+)").stream())
                .toList();
        int lines = 0;
        for (Document source : Document.under("src/main/java", ".java")) {
            assertThat(source.found("(?s)LOG(?:GER)?\\.\\w+\\(([^;]*?\"TASKCAST [^;]*?\\{0[^;]*?)\\);"))
                    .as("lines without fields in " + source.path())
                    .isEmpty();
            for (String call : source.found("(?s)LogFields\\.log\\(([^;]+);")) {
                lines++;
                assertThat(explained)
                        .as(source.path().toString())
                        .containsAll(new Document(source.path(), call).found("\"([a-z_]+)\","));
            }
        }
        assertThat(lines).isGreaterThan(20);
    }

    /** Else an operator would look for lines in a log that does not have them. */
    @Test
    void theConsoleShowsEveryLineThatIsExplained() {
        Document server = Document.of("src/main/liberty/config/server.xml");
        assertThat(server.text())
                .contains("<variable name=\"WLP_LOGGING_CONSOLE_LOGLEVEL\" defaultValue=\"INFO\"/>")
                .contains("consoleLogLevel=\"${WLP_LOGGING_CONSOLE_LOGLEVEL}\"")
                .contains("traceSpecification=\"*=info:org.apache.kafka.*=warning\"");
        for (Document source : Document.under("src/main/java", ".java")) {
            assertThat(source.found("((?:Level\\.(?:CONFIG|FINE|FINER|FINEST),|fine\\()\\s*\"TASKCAST [^\"]+)"))
                    .as(source.path().toString())
                    .isEmpty();
        }
    }
}
