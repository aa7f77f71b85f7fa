package dev.taskcast.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
    @Test
    void piecesAreHandedOnAsTheyStand() throws UnusableRecordException {
        assertThat(RawJson.elements(" [ 1.0 ,{ \"a\" : [] },\"\\u00e9\"] ".getBytes(UTF_8), 3))
                .map(piece -> new String(piece, UTF_8))
                .containsExactly("1.0", "{ \"a\" : [] }", "\"\\u00e9\"");
        assertThat(RawJson.members("{\"x\":1,\"\\u0061\":{\"b\": 2},\"c\":3}".getBytes(UTF_8), Set.of("a", "c")))
                .isEqualTo(Map.of("a", "{\"b\": 2}", "c", "3"));
    }

    @Test
    void onlyAStringIsReadAsAString() throws UnusableRecordException {
        assertThat(RawJson.string("\"a\\nb\"")).contains("a\nb");
        assertThat(RawJson.string("1")).isEmpty();
    }

    /**
     * Parsers disagree on which of two equal members counts. The message shows the member's name only if it is a dotted
     * name.
     */
    @Test
    void aMemberThatCountsAndComesTwiceIsRefused() throws UnusableRecordException {
        assertTwice("{\"a\":1,\"b\":2,\"\\u0061\":1}", "a: twice");
        assertTwice("{\"a\\n\":1,\"a\\n\":2}", "a member: twice");
        assertThat(RawJson.members("{\"x\":1,\"x\":2,\"a\":3}".getBytes(UTF_8), Set.of("a")))
                .as("a member that the gateway does not read")
                .isEqualTo(Map.of("a", "3"));
    }

    private static void assertTwice(String json, String message) {
        assertThatThrownBy(() -> RawJson.members(json.getBytes(UTF_8), Set.of("a", "a\n")))
                .isInstanceOf(UnusableRecordException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[1", "[1,]", "[1]x", "{}", "1", "[\"\u0001\"]", "[1,2,3,4]"})
    void textThatIsNotAnArrayOfFewElementsIsRefused(String json) {
        assertThatThrownBy(() -> RawJson.elements(json.getBytes(UTF_8), 3)).isInstanceOf(UnusableRecordException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\"", "{\"a\":1,}", "{\"a\":1}}", "[]", "{a:1}"})
    void textThatIsNotAnObjectIsRefused(String json) {
        assertThatThrownBy(() -> RawJson.members(json.getBytes(UTF_8), Set.of()))
                .isInstanceOf(UnusableRecordException.class);
    }
}
