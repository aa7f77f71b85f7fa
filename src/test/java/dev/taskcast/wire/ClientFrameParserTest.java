package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFrameParserTest {
    private static final int MAX_DEPTH = 16;
    private static final ClientFrameParser READER = new ClientFrameParser(MAX_DEPTH);

    @Test
    void aPingOfExistingClientsIsAPing() {
        assertThat(READER.read("{\"type\":\"ping\"}")).isEqualTo(new ClientFrame.Ping(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"7|7", "-1.5e3|-1.5e3", "\"a\"|\"a\"", "\"\\u0041\\\"\"|\"A\\\"\"", "null|null"})
    void aPingIdIsEchoedAsTheSameJson(String sent, String echoed) {
        ClientFrame frame = READER.read("{\"id\":" + sent + ",\"type\":\"ping\"}");
        assertThat(frame).isEqualTo(new ClientFrame.Ping(echoed.equals("null") ? "" : echoed));
    }

    @Test
    void anAuthFrameCarriesTokenCursorAndWhatTheClientAccepts() {
        ClientFrame frame = READER.read(
                "{\"type\":\"auth\",\"token\":\"t\",\"cursor\":\"c\",\"accept\":[\"batch\"],\"later\":{\"a\":[1]}}");
        assertThat(frame).isEqualTo(new ClientFrame.Auth("t", Optional.of("c"), Set.of("batch")));
        assertThat(frame).asString().doesNotContain("\"t\"").doesNotContain("token=t");
        assertThat(READER.read("{\"type\":\"auth\",\"token\":\"t\",\"cursor\":\"\"}"))
                .as("an empty cursor is not absent")
                .isEqualTo(new ClientFrame.Auth("t", Optional.of(""), Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "1",
                "{\"type\":\"ping\"} {}",
                "{\"type\":",
                "{\"type\":\"ping\",}",
                "\u0000"
            })
    void aTextThatIsNotOneJsonObjectIsInvalid(String text) {
        assertThat(code(text)).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":\"pong\"}", "{\"type\":\"AUTH\"}", "{\"type\":7}"})
    void anUnknownTypeIsAnsweredWithTheErrorForUnknownTypes(String text) {
        assertThat(code(text)).isEqualTo(ErrorCode.UNKNOWN_TYPE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"auth\"}|token",
                "{\"type\":\"auth\",\"token\":1}|token",
                "{\"type\":\"auth\",\"token\":null}|token",
                "{\"type\":\"auth\",\"cookie\":false}|token",
                "{\"type\":\"auth\",\"cookie\":\"true\"}|cookie",
                "{\"type\":\"auth\",\"cookie\":[true]}|cookie",
                "{\"type\":\"auth\",\"cookie\":true,\"cookie\":true}|cookie",
                "{\"type\":\"auth\",\"token\":\"t\",\"cursor\":[]}|cursor",
                "{\"type\":\"auth\",\"token\":\"t\",\"cursor\":7}|cursor",
                "{\"type\":\"auth\",\"token\":\"t\",\"cursor\":[],\"id\":{}}|cursor",
                "{\"type\":\"auth\",\"cursor\":[]}|cursor",
                "{\"type\":\"auth\",\"token\":\"t\",\"accept\":\"batch\"}|accept",
                "{\"type\":\"auth\",\"token\":\"t\",\"accept\":[\"batch\",null]}|accept",
                "{\"type\":\"auth\",\"token\":\"t\",\"accept\":[[]],\"id\":true}|accept",
                "{\"type\":\"auth\",\"token\":\"t\",\"token\":\"u\"}|token",
                "{\"type\":\"auth\",\"type\":\"ping\"}|type",
                "{\"type\":\"narrow\",\"events\":\"task.*\"}|events",
                "{\"type\":\"narrow\",\"events\":[\"task.*\",7]}|events",
                "{\"type\":\"narrow\",\"events\":[\"\"]}|events",
                "{\"type\":\"narrow\",\"events\":[\"task*\"]}|events",
                "{\"type\":\"narrow\",\"events\":[\"*.done\"]}|events",
                "{\"type\":\"narrow\",\"events\":[\".*\"]}|events",
                "{\"type\":\"narrow\",\"events\":[],\"events\":[]}|events",
                "{\"type\":\"narrow\",\"channels\":{}}|channels",
                "{\"type\":\"narrow\",\"channels\":[\"\"]}|channels",
                "{\"type\":\"narrow\",\"channels\":[null]}|channels",
                "{\"type\":\"narrow\",\"channels\":[\"\\ud83d\"]}|channels",
                "{\"type\":\"auth\",\"token\":\"t\",\"narrow\":[]}|narrow",
                "{\"type\":\"auth\",\"token\":\"t\",\"narrow\":{\"events\":7}}|narrow.events",
                "{\"type\":\"auth\",\"token\":\"t\",\"narrow\":{\"channels\":[\"\"]}}|narrow.channels",
                "{\"type\":\"ping\",\"id\":{}}|id",
                "{\"type\":\"ping\",\"id\":[1]}|id",
                "{\"type\":\"ping\",\"id\":true}|id",
                "{\"type\":\"ping\",\"id\":1,\"id\":2}|id",
                "{\"type\":\"ping\",\"id\":\"\\ud83d\"}|id",
                "{\"type\":\"ping\",\"id\":\"a\\ude00\\ud83d\"}|id"
            })
    void aWrongFieldIsNamed(String text, String field) {
        assertThat(READER.read(text)).isInstanceOfSatisfying(ClientFrame.Invalid.class, invalid -> {
            assertThat(invalid.code()).isEqualTo(ErrorCode.INVALID_FIELD);
            assertThat(invalid.message()).startsWith("Expected " + field + ": ");
        });
    }

    @Test
    void aFilterComesByItselfOrInTheFirstFrame() {
        Filter filter = Filter.of(List.of("task.*", "note.added"), List.of("board:7", "\u00e4 \"b\""));
        String fields = "\"events\":[\"task.*\",\"note.added\"],\"channels\":[\"board:7\",\"\u00e4 \\\"b\\\"\"]";
        assertThat(READER.read("{\"type\":\"narrow\"," + fields + ",\"later\":{}}"))
                .isEqualTo(new ClientFrame.Narrow(filter));
        assertThat(READER.read(
                        "{\"type\":\"auth\",\"token\":\"t\",\"narrow\":{" + fields + ",\"type\":7,\"later\":[]}}"))
                .isEqualTo(new ClientFrame.Auth("t", Optional.empty(), Optional.of(filter), Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"events\":null,\"channels\":null",
                ",\"events\":[],\"channels\":[]",
                ",\"events\":[\"a.b\",\"*\"]"
            })
    void aFilterThatNamesNothingLetsEverythingPass(String fields) {
        assertThat(READER.read("{\"type\":\"narrow\"" + fields + "}")).isEqualTo(new ClientFrame.Narrow(Filter.ALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "channels"})
    void aFilterIsBoundedInNumberAndLength(String field) {
        String longest = "x".repeat(Filter.MAX_LENGTH);
        assertThat(READER.read(narrow(field, "x", Filter.MAX_ENTRIES))).isInstanceOf(ClientFrame.Narrow.class);
        assertThat(code(narrow(field, "x", Filter.MAX_ENTRIES + 1))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(READER.read(narrow(field, longest, 16))).isInstanceOf(ClientFrame.Narrow.class);
        assertThat(code(narrow(field, longest + "x", 1))).isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @Test
    void aFilterIsBoundedAsAWhole() {
        String tooLong = narrow("channels", "x".repeat(Filter.MAX_LENGTH), 16).replace("}", ",\"events\":[\"*\"]}");
        assertThat(READER.read(tooLong))
                .isEqualTo(new ClientFrame.Invalid(
                        ErrorCode.INVALID_FIELD, "Expected events and channels: at most 4096 characters together"));
        String inFirst = "{\"type\":\"auth\",\"token\":\"t\",\"narrow\":" + tooLong + "}";
        assertThat(READER.read(inFirst))
                .isEqualTo(new ClientFrame.Invalid(
                        ErrorCode.INVALID_FIELD,
                        "Expected narrow.events and narrow.channels: at most 4096 characters together"));
    }

    private static String narrow(String field, String entry, int count) {
        String entries = String.join(",", Collections.nCopies(count, "\"" + entry + "\""));
        return "{\"type\":\"narrow\",\"" + field + "\":[" + entries + "]}";
    }

    @Test
    void aFieldThatIsNullIsAbsent() {
        assertThat(READER.read("{\"type\":\"auth\",\"token\":\"t\",\"cursor\":null,\"accept\":null,\"id\":null}"))
                .isEqualTo(new ClientFrame.Auth("t", Optional.empty(), Set.of()));
        assertThat(code("{\"type\":null}")).isEqualTo(ErrorCode.UNKNOWN_TYPE);
    }

    @Test
    void aFieldThatATypeDoesNotHaveMayBeAnything() {
        assertThat(READER.read("{\"type\":\"ping\",\"token\":[],\"cursor\":1,\"accept\":{\"a\":[]}}"))
                .isEqualTo(new ClientFrame.Ping(""));
        assertThat(READER.read("{\"type\":\"ping\",\"x\":1,\"x\":2}")).isEqualTo(new ClientFrame.Ping(""));
    }

    @Test
    void aPingIdOfWholeCharactersIsEchoed() {
        assertThat(READER.read("{\"type\":\"ping\",\"id\":\"\\ud83d\\ude00\"}"))
                .isEqualTo(new ClientFrame.Ping("\"\ud83d\ude00\""));
    }

    @Test
    void aPingIdThatIsTooLongIsRefused() {
        assertThat(READER.read("{\"type\":\"ping\",\"id\":\"" + "x".repeat(128) + "\"}"))
                .isInstanceOf(ClientFrame.Ping.class);
        assertThat(code("{\"type\":\"ping\",\"id\":\"" + "x".repeat(129) + "\"}"))
                .isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_DEPTH, 5_000})
    void aFrameNestedTooDeepIsToldTheLimit(int arrays) {
        assertThat(READER.read(nested(arrays)))
                .isEqualTo(new ClientFrame.Invalid(
                        ErrorCode.INVALID_JSON, "A frame is nested at most " + MAX_DEPTH + " levels deep"));
    }

    @Test
    void aFrameNestedAsDeepAsAllowedIsRead() {
        assertThat(READER.read(nested(MAX_DEPTH - 1))).isEqualTo(new ClientFrame.Ping(""));
        assertThat(new ClientFrameParser(2).read(nested(1))).isEqualTo(new ClientFrame.Ping(""));
    }

    /** Another class bounds the length of a frame; the parser bounds only its depth. */
    @Test
    void aLongFrameIsNotTooDeep() {
        String name = "x".repeat(60_000);
        String number = "1".repeat(60_000);
        assertThat(READER.read("{\"" + name + "\":" + number + ",\"type\":\"ping\"}"))
                .isEqualTo(new ClientFrame.Ping(""));
        assertThat(code("{\"type\":\"ping\",\"id\":" + number + "}")).isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @Test
    void mutatedFramesNeverThrow() {
        Random random = new Random(3);
        String good = "{\"type\":\"auth\",\"token\":\"abc\",\"cursor\":\"AQ\",\"accept\":[\"batch\",\"x\"],\"id\":12,"
                + "\"narrow\":{\"events\":[\"a.*\"],\"channels\":[\"b\"]},\"events\":[\"c\"]}";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder frame = new StringBuilder(good);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(frame.length());
                if (random.nextBoolean()) {
                    frame.setCharAt(at, (char) (random.nextInt(120) + 1));
                } else {
                    frame.deleteCharAt(at);
                }
            }
            assertThat(READER.read(frame.toString())).isNotNull();
        }
    }

    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + ",\"type\":\"ping\"}";
    }

    private static ErrorCode code(String text) {
        ClientFrame frame = READER.read(text);
        assertThat(frame).isInstanceOf(ClientFrame.Invalid.class);
        return ((ClientFrame.Invalid) frame).code();
    }

    @Test
    void aClientMayAcknowledgeACursor() {
        assertThat(READER.read("{\"type\":\"ack\",\"cursor\":\"AX3FM5xhAOgHAA\"}"))
                .isEqualTo(new ClientFrame.Ack(Cursor.parse("AX3FM5xhAOgHAA").orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ack\"}",
                "{\"type\":\"ack\",\"cursor\":null}",
                "{\"type\":\"ack\",\"cursor\":\"\"}",
                "{\"type\":\"ack\",\"cursor\":\"not a cursor\"}",
                "{\"type\":\"ack\",\"cursor\":7}",
                "{\"type\":\"ack\",\"cursor\":\"AX3FM5xhAOgHAA\",\"cursor\":\"AX3FM5xhAOgHAA\"}"
            })
    void anAckWithoutACursorIsWrong(String text) {
        assertThat(READER.read(text)).isInstanceOfSatisfying(ClientFrame.Invalid.class, invalid -> {
            assertThat(invalid.code()).isEqualTo(ErrorCode.INVALID_FIELD);
            assertThat(invalid.message()).startsWith("Expected cursor: ");
        });
    }

    /** Otherwise a page whose token is missing by mistake would become the user of a cookie. */
    @Test
    void anAuthFrameMayAskForTheTokenOfTheCookieUnlessItHasOne() {
        assertThat(READER.read("{\"type\":\"auth\",\"cookie\":true,\"cursor\":\"c\",\"accept\":[\"batch\"]}"))
                .isEqualTo(new ClientFrame.Auth(
                        Optional.empty(), Optional.of("c"), Optional.empty(), Set.of("batch"), Optional.empty()));
        assertThat(READER.read("{\"type\":\"auth\",\"cookie\":true,\"token\":\"t\"}"))
                .isEqualTo(new ClientFrame.Auth("t", Optional.empty(), Set.of()));
    }

    @Test
    void aClientMaySayWhichProgramItIs() {
        assertThat(READER.read("{\"type\":\"auth\",\"token\":\"t\",\"client\":\"board/2.1 (kiosk)\"}"))
                .isEqualTo(new ClientFrame.Auth(
                        Optional.of("t"),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Optional.of("board/2.1 (kiosk)")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "\"bör\"", "\"a\\nb\"", "7", "{}", "\"" + LONG_NAME + "x\""})
    void aProgramsNameIsShortAndPrintable(String name) {
        assertThat(READER.read("{\"type\":\"auth\",\"token\":\"t\",\"client\":" + name + "}"))
                .isInstanceOfSatisfying(ClientFrame.Invalid.class, invalid -> assertThat(invalid.message())
                        .startsWith("Expected client: "));
        assertThat(Names.isProgram(LONG_NAME)).isTrue();
    }

    private static final String LONG_NAME = "0123456789012345678901234567890123456789012345678901234567890123";
}
