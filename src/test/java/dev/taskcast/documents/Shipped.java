package dev.taskcast.documents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;

/** The content of META-INF/microprofile-config.properties, read as text. */
final class Shipped {
    private static final Document REFERENCE = Document.of("src/main/resources/META-INF/microprofile-config.properties");

    private Shipped() {}

    /**
     * Every key with its default, in the order of the file; empty for keys without a default, which stand in a comment.
     */
    static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        List<MatchResult> found =
                REFERENCE.matches("(?m)^(?:#  +)?((?:taskcast\\.|mp\\.|BETTER_|KAFKA_)[\\w.-]+)(?:=(.*)|  +\\S.*)$");
        found.forEach(row -> settings.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
        return settings;
    }

    /** The keys that an operator may set: all but the wiring of the channel. */
    static Map<String, String> forOperators() {
        Map<String, String> settings = settings();
        settings.keySet().removeIf(key -> key.startsWith("mp.messaging.incoming."));
        return settings;
    }
}
