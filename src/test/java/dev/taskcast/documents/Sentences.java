package dev.taskcast.documents;

import java.util.Arrays;
import java.util.List;

/** The sentences of a document in Markdown. */
final class Sentences {
    private Sentences() {}

    /** {@code text} without its blocks of code. */
    static String withoutCode(String text) {
        return text.replaceAll("(?ms)^ *```.*?^ *```$", "");
    }

    /** {@code text} with the words of its links only. */
    static String withoutAddresses(String text) {
        return text.replaceAll("!?\\[((?:[^\\[\\]]|\\[[^\\]]*\\])*)\\]\\([^)]*\\)", "$1");
    }

    /** Those of paragraphs, list items and cells. Code in a line is one word; a heading is no sentence. */
    static List<String> of(String text) {
        String plain = withoutAddresses(
                        text.replaceAll("(`+)[^`]+\\1", "Code").replaceAll("(?s)<!--.*?-->|<[a-z/][^>\n]*>", ""))
                .replaceAll("\\(C-\\d+\\)", "")
                .replaceAll("(?m)^#.*$|^\\|[ :-]+\\|.*$", "\n")
                .replaceAll("(?m)^ *([-*]|\\d+\\.) ", "\n")
                .replaceAll("(?m)^\\|.*$", "\n$0\n")
                .replaceAll("(?m) ?\\|( |$)| · ", "\n\n");
        return Arrays.stream(plain.split("\n\\s*\n|(?<=[.!?][)*\"”]{0,3})\\s+"))
                .map(sentence ->
                        sentence.strip().replaceAll("[*_]{1,2}|\\s+", " ").strip())
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }
}
