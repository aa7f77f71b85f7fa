package dev.taskcast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Gives the seeds of fuzzing to their targets in every build, so that no old fault comes back. */
class SeedsTest {
    private static final Path SEEDS = Path.of("fuzz/seeds");
    private static final int MOST_FILES = 200;
    private static final long MOST_BYTES = 500_000;

    @Test
    void records() throws IOException {
        each("records", RecordTarget::fuzzerTestOneInput);
    }

    @Test
    void cursors() throws IOException {
        each("cursors", CursorTarget::fuzzerTestOneInput);
    }

    @Test
    void clientFrames() throws IOException {
        each("frames", ClientFrameTarget::fuzzerTestOneInput);
    }

    @Test
    void tokens() throws IOException {
        each("tokens", TokenTarget::fuzzerTestOneInput);
    }

    @Test
    void theSeedsStayFew() throws IOException {
        long bytes = 0;
        List<Path> all = files(SEEDS);
        for (Path seed : all) {
            bytes += Files.size(seed);
        }
        assertThat(all).hasSizeLessThan(MOST_FILES);
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    private static void each(String folder, Consumer<byte[]> target) throws IOException {
        List<Path> seeds = files(SEEDS.resolve(folder));
        assertThat(seeds).isNotEmpty();
        for (Path seed : seeds) {
            byte[] input = Files.readAllBytes(seed);
            try {
                target.accept(input);
            } catch (RuntimeException | Error wrong) {
                fail(seed + " (" + Base64.getEncoder().encodeToString(input) + ")", wrong);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
