package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments are in plain English: short sentences without a word that a reader must decode. */
class CommentsTest {
    private static final String SOURCE = ".*(?<!\\.min)\\.(java|m?js|xml|properties|sh|py|yaml)";

    /** Folders and files that are not rewritten yet. Take one out as soon as it passes; never add one. */
    private static final List<String> NOT_YET = List.of();

    @Test
    void commentsAreInPlainEnglish() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (Document source : sources()) {
            found.put(source.path().toString(), faults(source));
        }
        found.values().removeIf(List::isEmpty);
        for (String waiting : NOT_YET) {
            if (!found.keySet().removeIf(file -> file.startsWith(waiting))) {
                found.put(waiting, List.of("passes: take it out of NOT_YET"));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void aFaultIsFound() {
        assertThat(faults(source("A.java", "/** Says so much, or none. */")))
                .singleElement(STRING)
                .contains("name the noun");
        assertThat(faults(source("a.js", "// One" + " word".repeat(24) + "\n  // more.")))
                .singleElement(STRING)
                .contains("26 words");
        assertThat(faults(source("a.xml", "<!-- It stays\n for ever. --><a/>")))
                .singleElement(STRING)
                .contains("'forever'");
        assertThat(faults(source("a.yaml", "a: 1\n  # Sent at\n  # once.\nb: 2 # at once")))
                .singleElement(STRING)
                .contains("'immediately'");
    }

    @Test
    void onlyCommentsAreRead() {
        assertThat(sentences(
                        "A.java", "String a = \"// none\"; char b = '\"'; /* One. */ a(\"\\\"/* none */\"); // Two."))
                .containsExactly("One.", "Two.");
        assertThat(sentences("A.java", "a = \"\"\"\n // none\n \"\"\"; /** Three. */"))
                .containsExactly("Three.");
        assertThat(sentences("a.js", "a = `// ${none}`; b = /\\/[/*\"]\"/; c = 1 / 2; // One.\nd = 'none';"))
                .containsExactly("One.");
        assertThat(sentences("a.properties", "# --- none ---\n# One,\n# two.\n#   a.b   three\na=# none"))
                .containsExactly("One, two.", "a.b three");
    }

    @Test
    void aTagAndMarkupAreNoWords() {
        assertThat(sentences("A.java", """
                /**
                 * The {@link A.B#c(D) text} of {@code none}.
                 *
                 * <ol>
                 *   <li>One.
                 * </ol>
                 *
                 * @param a the first
                 * @throws E if it fails
                 */
                """)).containsExactly("The text of Code.", "One.", "the first", "if it fails");
        assertThat(sentences("a.js", """
                /**
                 * @param {{ a: { b: string } }} none what it is
                 * @returns {Promise<string>} its name
                 * @example
                 * none
                 */
                """)).containsExactly("what it is", "its name");
    }

    private static Document source(String name, String text) {
        return new Document(Path.of(name), text);
    }

    private static List<String> sentences(String name, String text) {
        return Comments.of(source(name, text));
    }

    static List<String> faults(Document source) {
        return Comments.of(source).stream()
                .flatMap(sentence -> PlainEnglish.faultsInComment(sentence).stream())
                .toList();
    }

    static List<Document> sources() throws IOException {
        List<Document> sources = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            for (Path folder :
                    top.filter(it -> !it.toString().matches("\\..*|target")).toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(it -> it.toString().matches(SOURCE)
                                    && !it.toString().contains("node_modules"))
                            .forEach(it -> sources.add(Document.of(it)));
                }
            }
        }
        return sources;
    }
}
