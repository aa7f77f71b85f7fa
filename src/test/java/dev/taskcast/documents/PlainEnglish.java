package dev.taskcast.documents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The rules for a sentence: at most 25 words, and no word that a reader must decode. */
final class PlainEnglish {
    private static final int LONGEST_SENTENCE = 25;

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
            Map.entry("e\\.g\\.|i\\.e\\.|etc\\.", "'for example', 'that is', 'and others'")));
    /** A comment can begin so: it says what the code below it is. */
    private static final Pattern WITHOUT_NOUN = Pattern.compile("^(Who|What|Whatever)\\b[^?]*$");

    private PlainEnglish() {}

    /** What is wrong with {@code sentence} of a document; empty if nothing is. */
    static List<String> faults(String sentence) {
        List<String> faults = faultsInComment(sentence);
        if (WITHOUT_NOUN.matcher(sentence).find()) {
            faults.add("the noun first, 'A client that …': " + sentence);
        }
        return faults;
    }

    /** What is wrong with {@code sentence} of a comment; empty if nothing is. */
    static List<String> faultsInComment(String sentence) {
        List<String> faults = new ArrayList<>();
        long words = Arrays.stream(sentence.split("\\s+"))
                .filter(word -> word.matches(".*[\\p{L}\\p{N}].*"))
                .count();
        if (words > LONGEST_SENTENCE) {
            faults.add(words + " words: " + sentence);
        }
        AVOID.forEach((avoid, instead) -> {
            if (Pattern.compile("(?<![\\w-])(" + avoid + ")(?![\\w-])")
                    .matcher(sentence)
                    .find()) {
                faults.add("not '" + avoid + "', write " + instead + ": " + sentence);
            }
        });
        return faults;
    }
}
