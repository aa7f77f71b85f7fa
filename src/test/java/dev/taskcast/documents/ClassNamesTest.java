package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A class that a document for developers names is there, and so is a method that it names. */
class ClassNamesTest {
    private static final String NAME = "`([A-Z][a-z]\\w*)(?:[.#](\\w+))?(?:\\(\\))?`";

    /** Names of others: of Java, of Jakarta EE and of Kafka's protocol. */
    private static final Set<String> NOT_OURS = Set.of(
            "Optional",
            "Stream",
            "ManagedThreadFactory",
            "OffsetsForLeaderEpoch",
            "AsyncContext",
            "WriteListener",
            "ServletOutputStream",
            "HttpOutputStreamImpl",
            "HttpOutputStreamEE7",
            "NioTCPWriteRequestContextImpl",
            "HttpAuthenticationMechanism",
            "JsonWebToken");

    private static final Map<String, Document> SOURCES = Stream.of("src/main/java", "src/test/java", "bench/java")
            .flatMap(folder -> Document.under(folder, ".java").stream())
            .filter(source -> !source.path().endsWith("package-info.java"))
            .collect(Collectors.toMap(ClassNamesTest::type, source -> source, (one, other) -> one));

    @Test
    void documentsNameWhatThereIs() {
        List<Document> documents = new ArrayList<>(Document.under("docs/decisions", ".md"));
        documents.add(Document.of("ARCHITECTURE.md"));
        documents.add(Document.of("CONTRIBUTING.md"));
        for (Document document : documents) {
            assertThat(document.matches(NAME))
                    .as(document.path().toString())
                    .filteredOn(match -> !NOT_OURS.contains(match.group(1)))
                    .allSatisfy(ClassNamesTest::isThere);
        }
    }

    @Test
    void eachWordOfTheGlossaryIsThereOnceAndAtMostOneClassIsItsHome() {
        Document words = Document.of("ARCHITECTURE.md").section("The words");
        assertThat(words.rows()).hasSizeGreaterThan(10).allSatisfy(row -> {
            assertThat(row).hasSize(3).allSatisfy(cell -> assertThat(cell).isNotBlank());
            assertThat(new Document(words.path(), row.get(1)).matches(NAME)).hasSizeLessThan(2);
        });
        assertThat(words.column(0)).doesNotHaveDuplicates();
    }

    @Test
    void everyRowForNewcomersHasAClassAndMostHaveAMethod() {
        Document where = Document.of("ARCHITECTURE.md").section("Where is …");
        assertThat(where.rows()).hasSizeGreaterThan(8).allSatisfy(row -> {
            assertThat(row).hasSize(2);
            assertThat(new Document(where.path(), row.get(1)).matches(NAME)).isNotEmpty();
        });
        assertThat(where.matches(NAME).stream().filter(name -> name.group(2) != null))
                .hasSizeGreaterThan(8);
    }

    private static void isThere(MatchResult name) {
        assertThat(SOURCES.keySet()).contains(name.group(1));
        if (name.group(2) != null) {
            assertThat(SOURCES.get(name.group(1)).matches("\\b" + name.group(2) + "\\b"))
                    .as("%s of %s", name.group(2), name.group(1))
                    .isNotEmpty();
        }
    }

    private static String type(Document source) {
        return source.path().getFileName().toString().replace(".java", "");
    }
}
