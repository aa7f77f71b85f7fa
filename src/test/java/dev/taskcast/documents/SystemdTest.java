package dev.taskcast.documents;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskcast.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit is valid, safe, and matches the settings. The test runs no systemd. */
class SystemdTest {
    private static final Document UNIT = Document.of("deploy/systemd/taskcast.service");
    private static final Document SERVER = Document.of("src/main/liberty/config/server.xml");
    private static final String START = "/opt/taskcast/wlp/bin/server";

    @TempDir
    Path folder;

    @Test
    void systemdHasNothingAgainstIt() throws IOException, InterruptedException {
        assertThat(analyzed(UNIT.text(), "verify", "--recursive-errors=no")).isEmpty();
    }

    @Test
    void aMisspeltKeyIsFound() throws IOException, InterruptedException {
        assertThat(analyzed(UNIT.text().replace("UMask=", "UMsk="), "verify", "--recursive-errors=no"))
                .contains("Unknown key");
    }

    /**
     * systemd computes how exposed a service is, from 0 to 10. Version 252 computes 1.5 for this unit, and other
     * versions a little less or more. Without the unit's limits it computes 9.6.
     */
    @Test
    void theUnitRestrictsWhatTheServiceMayDo() throws IOException, InterruptedException {
        String report = analyzed(UNIT.text(), "security", "--offline=true", "--threshold=20", "--no-pager");
        List<String> exposure =
                new Document(UNIT.path(), report).found("Overall exposure level for taskcast.service: ([0-9.]+) ");
        assertThat(exposure).as(report).hasSize(1);
        assertThat(Double.parseDouble(exposure.get(0))).isLessThanOrEqualTo(2.0);
        assertThat(UNIT.text()).doesNotContain("MemoryDenyWriteExecute=yes").doesNotContainPattern("(?i)secret=");
    }

    @Test
    void theEndWaitsForTheDrain() {
        Duration answer = settings()
                .drain()
                .rotationTime()
                .plus(settings().drain().time())
                .plusSeconds(5);
        Duration asked = seconds("--max-time (\\d+)");
        assertThat(asked).isGreaterThanOrEqualTo(answer);
        assertThat(seconds("TimeoutStopSec=(\\d+)"))
                .isGreaterThanOrEqualTo(
                        asked.plus(settings().drain().signalTime()).plusSeconds(10));
        assertThat(UNIT.found("127\\.0\\.0\\.1:(\\d+)/drain"))
                .isEqualTo(SERVER.found("\"LOCAL_PORT\" defaultValue=\"(\\d+)\""));
    }

    @Test
    void thereAreDescriptorsForEveryConnection() {
        assertThat(number(UNIT, "LimitNOFILE=(\\d+)"))
                .isGreaterThan(number(SERVER, "\"HTTP_MAX_CONNECTIONS\" defaultValue=\"(\\d+)\""));
    }

    @Test
    void theHeapIsItsShareOfTheMemory() {
        int heap = number(UNIT, "-Xmx(\\d+)m");
        assertThat(heap).isEqualTo(number(UNIT, "-Xms(\\d+)m"));
        int share = number(Document.of("src/main/liberty/config/jvm.options"), "MaxRAMPercentage=(\\d+)");
        assertThat(heap).isCloseTo(number(UNIT, "MemoryMax=(\\d+)G") * 1024 * share / 100, within(1));
    }

    private static Duration seconds(String pattern) {
        return Duration.ofSeconds(number(UNIT, pattern));
    }

    private static int number(Document document, String pattern) {
        List<String> found = document.found(pattern);
        assertThat(found).as("%s in %s", pattern, document.path()).hasSize(1);
        return Integer.parseInt(found.get(0));
    }

    /** The output of systemd-analyze for a unit whose program exists; its status may report a fault. */
    private String analyzed(String unit, String... arguments) throws IOException, InterruptedException {
        Tool.needs("systemd-analyze", "systemd", "its unit cannot be checked");
        Path program = Files.createFile(folder.resolve("server"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("taskcast.service"), unit.replace(START, program.toString()));
        return Tool.output(
                folder, "sh", "-c", "systemd-analyze " + String.join(" ", arguments) + " ./taskcast.service; true");
    }
}
