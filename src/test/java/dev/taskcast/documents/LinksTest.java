package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;

/** Every link between documents leads somewhere. */
class LinksTest {
    @Test
    void linksLeadToFilesAndHeadings() {
        List<Document> documents = new ArrayList<>(Document.under("docs", ".md"));
        documents.addAll(Document.under("clients", ".md"));
        for (String name : List.of("README", "PROTOCOL", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "SECURITY")) {
            documents.add(Document.of(name + ".md"));
        }
        int links = 0;
        for (Document document : documents) {
            for (MatchResult link : document.matches("\\]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)")) {
                links++;
                Path target = link.group(1).isEmpty()
                        ? document.path()
                        : document.path().resolveSibling(link.group(1)).normalize();
                assertThat(target).as("%s: %s", document.path(), link.group()).matches(Files::exists);
                if (link.group(2) != null) {
                    assertThat(anchors(Document.of(target)))
                            .as("%s: %s", document.path(), link.group())
                            .contains(link.group(2));
                }
            }
        }
        assertThat(links).isGreaterThan(30);
    }

    /** As GitHub builds them: lower case, without punctuation, blanks as hyphens. */
    private static List<String> anchors(Document document) {
        return document.found("(?m)^#+ (.+)$").stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
