package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a run describe the run, its results and its faults. */
class ReportTest {
    private static final Usage USAGE = new Usage(10, 5, 4, 3, 2, 6);

    private final Results results = new Results();

    @TempDir
    private Path folder;

    @Test
    void aWrongDeliveryIsSaidAboveTheTable() throws IOException {
        results.add(Figure.CPU_5_000, "taskcast", new Reading(9, USAGE));
        results.wrong("taskcast", 0);
        assertThat(results.anyWrong()).isFalse();
        assertThat(report("servers=taskcast")).doesNotContain("WRONG");
        results.wrong("taskcast", 2);
        results.wrong("taskcast", 1);
        assertThat(results.anyWrong()).isTrue();
        assertThat(report("servers=taskcast"))
                .containsSubsequence(
                        "**taskcast: 3 WRONG deliveries or broken connections.**", "| measure | taskcast |");
        assertThat(Files.readString(folder.resolve("results.json"))).contains("\"wrong\":{\"taskcast\":3}");
    }

    @Test
    void commitOptionsAndJvmsAreToldAndWhoDidNotGetThrough() throws IOException {
        results.describe("vertx", "JDK 25.0.3: -XX:+UseSerialGC");
        results.failure("ws did not get through round 1");
        assertThat(report("servers=vertx", "jvm.zgc=-XX:+UseZGC"))
                .contains("- commit: abc", "jvm.zgc=-XX:+UseZGC", "- vertx: `JDK 25.0.3: -XX:+UseSerialGC`")
                .contains("**ws did not get through round 1**")
                .doesNotContain("quick run");
        assertThat(report("quick")).contains("**A quick run**");
    }

    @Test
    void everyReadingIsInTheJsonWithWhoUsedTheProcessors() throws IOException {
        results.add(Figure.CPU_5_000, "taskcast", new Reading(9, USAGE));
        Histogram micros = new Histogram(3);
        micros.recordValue(2_000);
        Latencies slice = new Latencies(micros, new Pauses(List.of(1.5)), 10);
        results.firstMinute("taskcast", List.of(slice, slice));
        results.draw("taskcast", slice);
        report("servers=taskcast");
        assertThat(Files.readString(folder.resolve("results.json")))
                .contains("{\"figure\":\"cpu_5_000\",\"server\":\"taskcast\",\"value\":9.0,\"seconds\":10.0,"
                        + "\"serverSeconds\":5.0,\"clientSeconds\":4.0,\"brokerSeconds\":3.0,\"producerSeconds\":2.0,"
                        + "\"coreSeconds\":6.0}")
                .contains("\"firstMinutes\":[{\"server\":\"taskcast\",\"slices\":[{\"p50\":2.0");
        assertThat(folder.resolve("latency.svg")).exists();
    }

    private String report(String... options) throws IOException {
        return new Report(Options.of(options), results, Map.of("commit", "abc")).write(folder);
    }
}
