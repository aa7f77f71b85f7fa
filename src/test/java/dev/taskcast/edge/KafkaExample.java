package dev.taskcast.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An example of docs/kafka-security.md, with the test's values in place of the page's. */
final class KafkaExample {
    private static final Path PAGE = Path.of("docs/kafka-security.md");
    private static final Pattern LINE = Pattern.compile("(?m)^(KAFKA_[A-Z_]+)=(.+)$");

    private final String text;

    private KafkaExample(String text) {
        this.text = text;
    }

    /** The only block of {@code kind} under {@code heading}. */
    static KafkaExample of(String heading, String kind) throws IOException {
        String section = only(Files.readString(PAGE), "(?ms)^## " + Pattern.quote(heading) + "\n(.*?)(?=^## |\\z)");
        return new KafkaExample(only(section, "(?ms)^```" + kind + "\n(.*?)^```"));
    }

    /** The settings under {@code heading}. */
    static KafkaExample of(String heading) throws IOException {
        return of(heading, "properties");
    }

    private static String only(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .reduce((one, other) -> {
                    throw new AssertionError("Two of " + pattern);
                })
                .map(found -> found.group(1))
                .orElseThrow(() -> new AssertionError("No " + pattern));
    }

    KafkaExample with(String text, String other) {
        if (!this.text.contains(text)) {
            throw new AssertionError(text + " is not in " + this.text);
        }
        return new KafkaExample(this.text.replace(text, other));
    }

    /** Fits it to {@code broker}, whose certificate is trusted, and to a user with {@code password}. */
    KafkaExample at(SecuredBroker broker, String password) {
        return with("kafka.example.com:9093", broker.address()).trusting(broker).with("the-password", password);
    }

    KafkaExample trusting(SecuredBroker broker) {
        return with("/certificates/kafka.pem", broker.certificate().toString());
    }

    String text() {
        return text;
    }

    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        for (MatchResult line : LINE.matcher(text).results().toList()) {
            variables.put(line.group(1), line.group(2));
        }
        return variables;
    }
}
