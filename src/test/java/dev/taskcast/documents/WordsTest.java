package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents are in plain English: short sentences, named nouns, and a first sentence that says for whom the page is. */
class WordsTest {
    private static final int LONGEST_SENTENCE = 25;
    private static final int LONGEST_LINE = 120;
    /** Of a table: Markdown cannot wrap a row. The addresses of links, which a reader does not see, do not count. */
    private static final int LONGEST_ROW = 130;

    /** What to avoid, and what to write instead. A word that comes first in a sentence has a capital letter here. */
    private static final Map<String, String> AVOID = new TreeMap<>(Map.ofEntries(
            Map.entry("[Nn]one", "name the noun: 'no cursor'"),
            Map.entry("so many", "the number"),
            Map.entry("be it", "'whether it is … or …'"),
            Map.entry("for good", "'permanently'"),
            Map.entry("by way of", "'by' or 'through'"),
            Map.entry("farewell", "'close'"),
            Map.entry("for ever", "'forever' or 'without end'"),
            Map.entry("[Aa]t once", "'immediately' or 'at the same time'"),
            Map.entry("give or take", "'about'"),
            Map.entry("[Ll]ikewise", "the words that are meant, again"),
            Map.entry("[Aa]new", "'again'"),
            Map.entry("let(s)? go of", "'release'"),
            Map.entry("of before", "'older' or 'earlier'"),
            Map.entry("may not", "'must not', 'cannot' or 'might not'"),
            Map.entry("what is no(t|ne)?", "the noun"),
            Map.entry("([Tt]he )?(former|latter) (is|are|has|have)", "the noun, again"),
            Map.entry("[Ww]hom|[Ww]hoever|[Ww]hichever", "the noun: 'a client that', 'the user who'"),
            Map.entry("thereof|therein|whence|hence|thus|lest", "a plain word: 'so', 'of it'"),
            Map.entry("e\\.g\\.|i\\.e\\.|etc\\.", "'for example', 'that is', 'and others'"),
            Map.entry("^(Who|What|Whatever)\\b[^?]*$", "the noun first: 'A client that …'")));

    @Test
    void documentsAreInPlainEnglish() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        List<Document> documents = documents();
        documents.forEach(document -> found.put(document.path().toString(), faults(document)));
        found.values().removeIf(List::isEmpty);
        assertThat(found).isEmpty();
        assertThat(documents).hasSizeGreaterThan(30);
    }

    @Test
    void aFaultIsFound() {
        assertThat(faults(page("A URL that is none gets 400.")))
                .singleElement(STRING)
                .contains("name the noun");
        assertThat(faults(page("Who ignores it is closed.")))
                .singleElement(STRING)
                .contains("the noun first");
        assertThat(faults(page("| a |\n| --- |\n|" + " a".repeat(26) + " |")))
                .singleElement(STRING)
                .contains("26 words");
        assertThat(faults(page("a".repeat(121)))).singleElement(STRING).contains("121 columns");
        assertThat(faults(page("|" + "a".repeat(130)))).singleElement(STRING).contains("131 columns");
        assertThat(faults(page("| [a](" + "b".repeat(130) + ") |"))).isEmpty();
    }

    @Test
    void codeIsNotPartOfASentence() {
        assertThat(faults(page("Use `so many words`.\n\n```sh\nnone, be it so\n```")))
                .isEmpty();
    }

    private static Document page(String text) {
        return new Document(Path.of("page.md"), "# Title\n\nThis page is for tests.\n\n" + text + "\n");
    }

    private static List<Document> documents() throws IOException {
        List<Document> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            for (Path path :
                    top.filter(it -> !it.toString().matches("\\..*|target")).toList()) {
                try (Stream<Path> files = Files.walk(path)) {
                    files.filter(it -> it.toString().matches("((?!node_modules).)*\\.md"))
                            .forEach(it -> documents.add(Document.of(it)));
                }
            }
        }
        return documents;
    }

    static List<String> faults(Document document) {
        List<String> faults = new ArrayList<>();
        String text = Sentences.withoutCode(document.text());
        for (String line : text.lines().toList()) {
            boolean row = line.startsWith("|");
            int columns = (row ? Sentences.withoutAddresses(line) : line).length();
            if (columns > (row ? LONGEST_ROW : LONGEST_LINE)) {
                faults.add(columns + " columns: " + line);
            }
        }
        List<String> sentences = Sentences.of(text);
        if (sentences.isEmpty() || !sentences.get(0).matches("(This page|This folder|Taskcast) is for .*")) {
            faults.add("the first sentence says for whom it is: 'This page is for …'");
        }
        for (String sentence : sentences) {
            long words = Arrays.stream(sentence.split("\\s+"))
                    .filter(word -> word.matches(".*[\\p{L}\\p{N}].*"))
                    .count();
            if (words > LONGEST_SENTENCE) {
                faults.add(words + " words: " + sentence);
            }
            AVOID.forEach((avoid, instead) -> {
                String pattern = avoid.startsWith("^") ? avoid : "(?<![\\w-])(" + avoid + ")(?![\\w-])";
                if (Pattern.compile(pattern).matcher(sentence).find()) {
                    faults.add("not '" + avoid + "', write " + instead + ": " + sentence);
                }
            });
        }
        return faults;
    }
}
