package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The alerts of deploy/monitoring, evaluated by Prometheus: each fires when it should, and is silent when it should be.
 */
class AlertsIT {
    private static final Path FOLDER = Path.of("deploy/monitoring");

    @BeforeAll
    static void needsPromtool() {
        Tool.needs("promtool", "promtool (of Debian's package prometheus)", "the alerts cannot be tested");
    }

    @Test
    void theRulesAreValid() throws Exception {
        assertThat(Tool.output(FOLDER, "promtool", "check", "rules", "rules.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void eachAlertFiresAndIsSilentAsItsTestsSay() throws Exception {
        assertThat(Tool.output(FOLDER, "promtool", "test", "rules", "tests.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void theScalersQueriesAnswerWhatTheirTestsSay() throws Exception {
        assertThat(Tool.output(Path.of("deploy/keda"), "promtool", "test", "rules", "tests.yaml"))
                .contains("SUCCESS");
    }
}
