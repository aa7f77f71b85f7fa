package dev.taskcast.documents;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The sentences of the comments in a source file: Java, JavaScript, XML, or a format whose comments begin with #. */
final class Comments {
    /** A literal that can hold the signs of a comment, or (in group 1) a comment. Lines with // in a row are one. */
    private static final String JAVA = "\"\"\"(?s:.*?)\"\"\""
            + "|\"(?:[^\"\\\\\n]++|\\\\.)*+\""
            + "|'(?:[^'\\\\\n]++|\\\\.)*+'"
            + "|(/\\*(?s:.*?)\\*/|//[^\n]*(?:\n *//[^\n]*)*)";

    private static final String TEMPLATE = "`(?:[^`\\\\]++|\\\\(?s:.))*+`|";
    private static final String REGULAR_EXPRESSION =
            "(?<=[-(,=:\\[!&|?{};>] {0,9}|return )/(?![*/])(?:[^/\\[\\\\\n]++|\\\\.|\\[(?:[^]\\\\\n]++|\\\\.)*+])++/|";
    private static final Pattern IN_JAVA = Pattern.compile(JAVA);
    private static final Pattern IN_JAVASCRIPT = Pattern.compile(TEMPLATE + REGULAR_EXPRESSION + JAVA);
    private static final Pattern IN_XML = Pattern.compile("<!--(?s:(.*?))-->");
    private static final Pattern IN_LINES = Pattern.compile("(?m)((?:^ *#.*\n?)++)");

    /** The tag of a block, with the type and the name that come before its text. */
    private static final String TAG =
            "(?m)^ *@(?:(?:param|property|template|throws|typedef|callback|module|import)(?: `code`)? *(?:\\[[^]]*]|\\S+)?"
                    + "|(?:returns?|type)(?: `code`)?)";

    /** How deep braces stand in braces. */
    private static final int BRACES = 4;

    private Comments() {}

    static List<String> of(Document source) {
        String name = source.path().toString();
        if (name.endsWith(".java")) {
            return Sentences.of(plain(found(IN_JAVA, source)));
        }
        if (name.endsWith("js")) {
            return Sentences.of(plain(found(IN_JAVASCRIPT, source)));
        }
        if (name.endsWith(".xml")) {
            return Sentences.of(found(IN_XML, source));
        }
        return Sentences.of(found(IN_LINES, source)
                .replaceAll("(?m)^ *#(?: ?-+ .*| *$)", "\n")
                .replaceAll("(?m)^ *# {3,}(.*)$", "\n\n$1\n")
                .replaceAll("(?m)^ *# ?", ""));
    }

    private static String found(Pattern comment, Document source) {
        return comment.matcher(source.text())
                .results()
                .flatMap(result -> Optional.ofNullable(result.group(1)).stream())
                .collect(Collectors.joining("\n\n"));
    }

    /** The text of Javadoc and JSDoc without its signs, tags and examples. */
    private static String plain(String comments) {
        String plain = comments.replaceAll("(?m)^ *(/\\*\\*?|\\*/|\\*|//) ?| *\\*/$", "")
                .replaceAll("(?s)<pre>.*?</pre>|@example.*?(?=\n\n|\n@|\\z)", "")
                .replaceAll("\\{@link(?:plain)?\\s+[^\\s}]+\\s+([^}]+)}", "$1");
        for (int depth = 0; depth < BRACES; depth++) {
            plain = plain.replaceAll("\\{[^{}]*}", "`code`");
        }
        return plain.replaceAll("</?em>", "")
                .replaceAll("</?[a-z0-9]+/?>", "\n\n")
                .replaceAll(TAG, "\n\n");
    }
}
