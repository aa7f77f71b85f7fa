package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words of Jakarta EE and MicroProfile lead to code that is there, and to tests that are there. */
class ShapeTest {
    private static final String CLASS = "`([A-Z]\\w+)`";

    private final Document table =
            Document.of("ARCHITECTURE.md").section("In the words of Jakarta EE and MicroProfile");
    private final Map<String, Document> sources = Stream.of("src/main/java", "src/test/java")
            .flatMap(folder -> Document.under(folder, ".java").stream())
            .filter(source -> !source.path().endsWith("package-info.java"))
            .collect(Collectors.toMap(ShapeTest::type, source -> source, (one, other) -> one));

    @Test
    void eachWordOfTheShapeIsThere() {
        assertThat(table.column(0))
                .containsExactly(
                        "Jakarta WebSocket endpoint",
                        "MicroProfile JWT",
                        "MicroProfile Reactive Messaging",
                        "Kafka channel",
                        "MicroProfile Health",
                        "MicroProfile Config",
                        "CDI session registry, application-scoped",
                        "liberty-maven-plugin",
                        "Arquillian",
                        "Tyrus");
    }

    @Test
    void eachClassAndFileThatIsNamedIsThereAndTheClassHasTheAnnotation() {
        assertThat(table.rows()).allSatisfy(row -> {
            Document where = cell(row, 1);
            assertThat(where.matches("`")).isNotEmpty();
            assertThat(sources.keySet()).containsAll(where.found(CLASS));
            assertThat(where.matches("`([A-Z]\\w+)` \\(`(@\\w+)`\\)"))
                    .allSatisfy(found ->
                            assertThat(sources.get(found.group(1)).text()).containsPattern(found.group(2) + "\\b"));
            assertThat(where.found("`([\\w/.-]+\\.(?:xml|properties))`"))
                    .allSatisfy(file -> assertThat(Path.of(file)).isRegularFile());
        });
    }

    @Test
    void eachRowHasTestsThatAreThere() {
        assertThat(table.rows()).allSatisfy(row -> {
            List<String> tests = cell(row, 2).found(CLASS);
            assertThat(tests).isNotEmpty().allSatisfy(test -> {
                assertThat(test).matches("\\w+(Test|IT)");
                assertThat(sources).containsKey(test);
                assertThat(sources.get(test).text()).containsPattern("@(Test|ParameterizedTest|ArchTest)\\b");
            });
        });
    }

    @Test
    void theProgramsThatTheShapeNamesAreInTheBuild() {
        String build = Document.of("pom.xml").text();
        for (String word : List.of("liberty-maven-plugin", "Arquillian", "Tyrus")) {
            assertThat(build).contains(word.toLowerCase(Locale.ROOT));
        }
    }

    private Document cell(List<String> row, int column) {
        String cell = row.get(column);
        // A cell that is one name alone comes without its backticks.
        return new Document(table.path(), cell.contains("`") ? cell : "`" + cell + "`");
    }

    private static String type(Document source) {
        return source.path().getFileName().toString().replace(".java", "");
    }
}
