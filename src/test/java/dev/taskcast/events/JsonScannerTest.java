package dev.taskcast.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.GoldenRecords.Golden;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonScannerTest {
    private static final int TEXTS = 20_000;
    private static final JsonFactory JACKSON = JsonFactory.builder().build();
    private static final List<String> SEEDS = List.of(
            "[0,-0,1.5,-0.25e+10,1E-2,12345678901234567890,true,false,null,\"\"]",
            "{\"a\":{\"b\":[{},[],[[]]]},\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\":\"é 😀\"}",
            " \t\r\n{ \"a\" : [ 1 , 2 ] } ");

    private final Damage damage = new Damage();

    @Test
    void acceptsExactlyWhatAnotherParserAccepts() {
        List<Golden> golden = GoldenRecords.all();
        int accepted = 0;
        for (int i = 0; i < TEXTS; i++) {
            byte[] seed = i % 2 == 0
                    ? SEEDS.get(damage.random().nextInt(SEEDS.size())).getBytes(UTF_8)
                    : golden.get(damage.random().nextInt(golden.size()))
                            .record()
                            .value();
            byte[] text = damage.several(seed);
            if (StrictText.utf8(text).filter(this::isComparable).isPresent()) {
                assertThat(accepts(text)).as(damage.report(text)).isEqualTo(jacksonAccepts(new String(text, UTF_8)));
                accepted += accepts(text) ? 1 : 0;
            }
        }
        assertThat(accepted).as("accepted texts").isBetween(TEXTS / 100, TEXTS * 9 / 10);
    }

    /** Each level of nesting takes a part of the stack. */
    @Test
    void objectsAndArraysAreNestedAsDeepAsAllowedAndNoDeeper() {
        for (String value : List.of("{\"a\":{\"a\":{}}}", "[[[]]]", "{\"a\":[{}]}", "[{\"a\":[]}]")) {
            assertThat(accepts(value.getBytes(UTF_8), 3)).as(value).isTrue();
            assertThat(accepts(value.getBytes(UTF_8), 2)).as(value).isFalse();
        }
    }

    /** Jackson refuses the escape of an unpaired surrogate in a name; RFC 8259 §8.2 allows it. */
    private boolean isComparable(String text) {
        return !text.toLowerCase(Locale.ROOT).contains("\\ud");
    }

    private static boolean accepts(byte[] text) {
        return accepts(text, 500);
    }

    private static boolean accepts(byte[] text, int maxDepth) {
        try {
            JsonScanner scanner = new JsonScanner(text, maxDepth);
            scanner.skip(0);
            return scanner.peek() == JsonScanner.END && scanner.at() == text.length;
        } catch (UnusableRecordException refused) {
            return false;
        }
    }

    private static boolean jacksonAccepts(String text) {
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException refused) {
            return false;
        }
    }
}
