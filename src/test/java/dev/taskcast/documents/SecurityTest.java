package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every threat of docs/security.md has a defence, and names tests that exist. */
class SecurityTest {
    private static final Document SECURITY = Document.of("docs/security.md");

    @ParameterizedTest
    @ValueSource(strings = {"Identity", "Load", "The server and its pages"})
    void everyDefenceHasItsTests(String section) {
        Document threats = SECURITY.section(section);
        List<MatchResult> items =
                threats.matches("(?ms)^- \\*\\*(.+?)\\*\\*\\s+(\\S.*?)\n  - Tests?: (.*?)(?=^- |\\z)");
        assertThat(items).hasSizeGreaterThan(30).hasSameSizeAs(threats.matches("(?m)^- "));
        Set<String> tests = tests();
        for (MatchResult item : items) {
            assertThat(item.group(2)).as(item.group(1)).doesNotContain("\n  - ");
            List<String> named = new Document(SECURITY.path(), item.group(3)).found("`([\\w.]+\\.\\w+)`");
            assertThat(named).as(item.group(1)).isNotEmpty();
            assertThat(tests).as(item.group(1)).containsAll(named);
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
