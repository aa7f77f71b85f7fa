package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of docs/security.md names tests that exist. */
class SecurityTest {
    private static final Document SECURITY = Document.of("docs/security.md");

    @ParameterizedTest
    @ValueSource(strings = {"Identity", "Load", "The server and its pages"})
    void everyDefenceHasItsTests(String section) {
        Set<String> tests = tests();
        for (List<String> row : SECURITY.section(section).rows()) {
            List<String> named = new Document(SECURITY.path(), row.get(2)).found("([\\w.]+\\.\\w+)");
            assertThat(named).as(row.get(0)).isNotEmpty();
            assertThat(tests).as(row.get(0)).containsAll(named);
        }
    }

    private static Set<String> tests() {
        Set<String> tests = new HashSet<>();
        for (Document source : Document.under("src/test/java", ".java")) {
            add(source, ".java", "(?m)^    void (\\w+)\\(", tests);
        }
        for (Document source : Document.under("src/test/js", ".js")) {
            add(source, ".js", "(?m)^test\\('(\\w+)'", tests);
        }
        return tests;
    }

    private static void add(Document source, String ending, String pattern, Set<String> tests) {
        String file = source.path().getFileName().toString();
        String name = file.substring(0, file.length() - ending.length());
        source.found(pattern).forEach(test -> tests.add(name + "." + test));
    }
}
