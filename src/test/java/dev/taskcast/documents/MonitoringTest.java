package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Dashboard, alerts, their tests and docs/operations.md match; MonitoringIT tries them on a real scrape. */
class MonitoringTest {
    private static final Document RULES = Document.of("deploy/monitoring/rules.yaml");
    private static final Document TESTS = Document.of("deploy/monitoring/tests.yaml");
    private static final Document DASHBOARD = Document.of("deploy/monitoring/dashboard.json");
    private static final Document KEDA = Document.of("deploy/keda/scaled-object.yaml");
    private static final Document SCALER = Document.of("deploy/hpa/autoscaler.yaml");
    private static final Document OPERATIONS = Document.of("docs/operations.md");

    @Test
    void everyMetricOfOursInThemIsDocumented() {
        Set<String> documented = new HashSet<>();
        for (List<String> row : OPERATIONS.section("Metrics").rows()) {
            endings(row.get(1)).forEach(ending -> documented.add(row.get(0) + ending));
        }
        for (Document document : List.of(RULES, TESTS, DASHBOARD, KEDA, SCALER)) {
            Set<String> used = new TreeSet<>(document.found("\\b(taskcast_[a-z_]+)"));
            assertThat(used).as(document.path().toString()).isNotEmpty().isSubsetOf(documented);
        }
    }

    @Test
    void everyAlertHasASectionThatItNames() {
        List<String> alerts = RULES.found("- alert: (\\w+)");
        assertThat(alerts).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        assertThat(OPERATIONS.found("(?m)^### (Taskcast\\w+)$")).isEqualTo(alerts);
        assertThat(RULES.found("runbook: docs/operations\\.md#(\\w+)"))
                .isEqualTo(alerts.stream().map(String::toLowerCase).toList());
    }

    @Test
    void everyAlertIsTestedToFireAndToBeSilent() {
        List<String> alerts = RULES.found("- alert: (\\w+)");
        for (String kind : List.of("", " is silent")) {
            assertThat(new TreeSet<>(TESTS.found("- name: '(Taskcast\\w+)" + kind + ": ")))
                    .as("tests%s", kind)
                    .isEqualTo(new TreeSet<>(alerts));
        }
    }

    @Test
    void theDataSourceIsAVariableEverywhere() {
        assertThat(DASHBOARD.found("\"datasource\": \\{\"type\": \"prometheus\", \"uid\": \"([^\"]+)\"\\}"))
                .hasSameSizeAs(DASHBOARD.matches("\"datasource\":"))
                .hasSizeGreaterThan(50)
                .containsOnly("${datasource}");
        assertThat(DASHBOARD.found("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\""))
                .allMatch(query -> query.contains("job=\\\"$job\\\",instance=~\\\"$instance\\\""));
    }

    @Test
    void rowsAndPanelsThatTheDocumentNamesExist() {
        List<String> titles = DASHBOARD.found("\"title\": \"([^\"]+)\"");
        List<String> rows = DASHBOARD.found("\"type\": \"row\",\\s+\"title\": \"([^\"]+)\"");
        assertThat(OPERATIONS.section("Dashboard and alerts").column(0)).containsAll(rows);
        List<String> named = new ArrayList<>();
        for (Document document : Document.under("docs", ".md")) {
            named.addAll(document.found("\\[\\*([A-Z][^*]+)\\*\\]\\(#dashboard-and-alerts\\)"));
            named.addAll(document.found("panels? \\*([^*]+)\\*"));
        }
        assertThat(named).hasSizeGreaterThan(5);
        assertThat(titles).containsAll(named);
    }

    /** The endings that a scrape adds to the name in the table. */
    private static List<String> endings(String kind) {
        return switch (kind) {
            case "counter" -> List.of("_total");
            case "histogram" -> List.of("_bucket", "_count", "_sum");
            default -> List.of("");
        };
    }
}
