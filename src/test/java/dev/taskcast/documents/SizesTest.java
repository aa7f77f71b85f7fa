package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRIBUTING.md says how long a file may be; a file that is longer holds two nouns. */
class SizesTest {
    private static final int LONGEST = 300;

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "bench/java", "proof/java"})
    void noJavaFileIsTooLong(String folder) throws IOException {
        List<String> tooLong = new ArrayList<>();
        int looked = 0;
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                int lines = lines(file);
                looked++;
                if (lines > LONGEST) {
                    tooLong.add(file + " has " + lines + " lines");
                }
            }
        }
        assertThat(looked).as("files in %s", folder).isPositive();
        assertThat(tooLong).isEmpty();
    }

    @Test
    void theBuildIsNotTooLong() throws IOException {
        assertThat(lines(Path.of("pom.xml"))).isLessThanOrEqualTo(LONGEST);
    }

    private static int lines(Path file) throws IOException {
        return Files.readAllLines(file).size();
    }
}
