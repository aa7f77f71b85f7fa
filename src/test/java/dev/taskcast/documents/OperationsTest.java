package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    void everyLogLineIsExplainedByItsId() {
        Map<String, String> begins = new HashMap<>();
        lines().forEach(row -> assertThat(begins.put(row.get(0), row.get(1)))
                .as(row.get(0) + " twice")
                .isNull());
        Set<String> used = new HashSet<>();
        for (Document source : Document.under("src/main/java", ".java")) {
            for (MatchResult line : source.matches("\"(TCAST\\d{4}[EWI]): ([^\"]+)\"")) {
                assertThat(begins).as(source.path().toString()).containsKey(line.group(1));
                assertThat(line.group(2)).matches(begins(begins.get(line.group(1))));
                used.add(line.group(1));
            }
        }
        assertThat(used).hasSizeGreaterThan(50).containsExactlyInAnyOrderElementsOf(begins.keySet());
        assertThat(begins.values()).as("one id for each text").doesNotHaveDuplicates();
    }

    /** The pattern of all texts that fit {@code text}, in which a {@code …} stands for the words that differ. */
    private static Pattern begins(String text) {
        return Pattern.compile(
                Arrays.stream(text.split("…", -1)).map(Pattern::quote).collect(Collectors.joining("\\{\\d[^}]*\\}"))
                        + ".*");
    }

    /** A pattern of a message takes an apostrophe for a quotation mark, and no longer sees its parameters. */
    @Test
    void noLogLineHasAnApostrophe() {
        assertThat(Document.under("src/main/java", ".java").stream()
                        .flatMap(source -> source.found("\"(TCAST\\d{4}[EWI]: [^\"]*'[^\"]*)\"").stream()))
                .isEmpty();
    }

    @Test
    void theLetterOfAnIdIsItsLevel() {
        Map<String, String> letters = Map.of("severe", "E", "warning", "W", "info", "I");
        assertThat(lines()).allMatch(row -> row.get(0).endsWith(letters.get(row.get(2))));
        for (Document source : Document.under("src/main/java", ".java")) {
            for (MatchResult line : source.matches(
                    "(?s)(?:Level\\.|LOG(?:GER)?\\.)(SEVERE|WARNING|INFO|severe|warning|info)\\b[^;]*?\"TCAST\\d{4}([EWI]):")) {
                assertThat(letters.get(line.group(1).toLowerCase(Locale.ROOT)))
                        .as(source.path() + line.group())
                        .isEqualTo(line.group(2));
            }
        }
    }

    @Test
    void noLineThatAnOperatorSeesIsWithoutAnId() {
        for (Document source : Document.under("src/main/java", ".java")) {
            assertThat(source.found(
                            "(?s)(?:LOG(?:GER)?\\.(?:log\\(\\s*Level\\.(?:SEVERE|WARNING|INFO),|severe\\(|warning\\(|info\\()"
                                    + "|LogFields\\.log\\([^\"]*)\\s*(\"(?!TCAST\\d{4}[EWI]: )[^\"]*\")"))
                    .as(source.path().toString())
                    .isEmpty();
        }
    }

    private static List<List<String>> lines() {
        return OPERATIONS.section("Log lines").rows().stream()
                .filter(row -> row.size() > 2)
                .toList();
    }

    @Test
    void everyValueOfALineIsAFieldThatIsExplained() {
        List<String> explained = OPERATIONS.section("Log lines").rows().stream()
                .filter(row -> row.size() == 2)
                .flatMap(row -> new Document(OPERATIONS.path(), row.get(0)).found("([a-z_]+)").stream())
                .toList();
        int lines = 0;
        for (Document source : Document.under("src/main/java", ".java")) {
            assertThat(source.found("(?s)LOG(?:GER)?\\.\\w+\\(([^;]*?\"TCAST[^;]*?\\{0[^;]*?)\\);"))
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

    /** Otherwise an operator would look for lines in a log that does not have them. */
    @Test
    void theConsoleShowsEveryLineThatIsExplained() {
        Document server = Document.of("src/main/liberty/config/server.xml");
        assertThat(server.text())
                .contains("<variable name=\"WLP_LOGGING_CONSOLE_LOGLEVEL\" defaultValue=\"INFO\"/>")
                .contains("consoleLogLevel=\"${WLP_LOGGING_CONSOLE_LOGLEVEL}\"")
                .contains("traceSpecification=\"*=info:org.apache.kafka.*=warning");
        for (Document source : Document.under("src/main/java", ".java")) {
            assertThat(source.found("((?:Level\\.(?:CONFIG|FINE|FINER|FINEST),|fine\\()\\s*\"TCAST[^\"]+)"))
                    .as(source.path().toString())
                    .isEmpty();
        }
    }
}
