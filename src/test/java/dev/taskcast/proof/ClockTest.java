package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of another process, on machines with libfaketime. */
class ClockTest {
    private static final Duration NEAR = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aProcessSeesTheTimeOfASteppedClock() throws IOException {
        assumeThat(Clock.canStep()).isTrue();
        Clock clock = new Clock(folder.resolve("clock"));
        assertThat(off(clock)).isLessThan(NEAR);
        clock.step(3_600);
        assertThat(off(clock)).isGreaterThan(Duration.ofHours(1).minus(NEAR));
        clock.step(-3_600);
        assertThat(off(clock)).isLessThan(Duration.ofHours(-1).plus(NEAR));
        clock.step(0);
        assertThat(off(clock)).isLessThan(NEAR);
    }

    private static Duration off(Clock clock) throws IOException {
        ProcessBuilder date = new ProcessBuilder("date", "+%s");
        date.environment().putAll(clock.settings());
        try (BufferedReader said = date.start().inputReader()) {
            return Duration.between(Instant.now(), Instant.ofEpochSecond(Long.parseLong(said.readLine())));
        }
    }
}
