package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A class that a document for developers names is there, and so is a method that it names. */
class ClassNamesTest {
    private static final String NAME = "`([A-Z][a-z]\\w*)(?:[.#](\\w+))?(?:\\(\\))?`";

    /** Names of others: of Java, of Jakarta EE and of Kafka's protocol. */
    private static final Set<String> NOT_OURS =
            Set.of("Optional", "Stream", "ManagedThreadFactory", "OffsetsForLeaderEpoch");

    /** Ours by what a document calls them: {@code Session}, {@code Session.visit}. */
    private static final Set<String> OURS = new ClassFileImporter()
            .importPackages("dev.taskcast").stream()
                    .filter(type -> !type.isNestedClass())
                    .flatMap(ClassNamesTest::names)
                    .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void documentsNameWhatThereIs() {
        List<Document> documents = new ArrayList<>(Document.under("docs/decisions", ".md"));
        documents.add(Document.of("ARCHITECTURE.md"));
        documents.add(Document.of("CONTRIBUTING.md"));
        for (Document document : documents) {
            List<String> named = document.matches(NAME).stream()
                    .filter(match -> !NOT_OURS.contains(match.group(1)))
                    .map(ClassNamesTest::name)
                    .toList();
            assertThat(OURS).as(document.path().toString()).containsAll(named);
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

    private static String name(MatchResult match) {
        return match.group(2) == null ? match.group(1) : match.group(1) + "." + match.group(2);
    }

    private static Stream<String> names(JavaClass type) {
        Stream<String> members = type.getMembers().stream().map(JavaMember::getName);
        return Stream.concat(
                Stream.of(type.getSimpleName()), members.map(member -> type.getSimpleName() + "." + member));
    }
}
