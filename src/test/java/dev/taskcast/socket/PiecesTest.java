package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A long frame is cut into pieces that are one message for the client, each framed as RFC 6455 requires. */
class PiecesTest {
    private final List<String> pieces = new ArrayList<>();
    private final List<Boolean> first = new ArrayList<>();
    private final List<Boolean> last = new ArrayList<>();

    @Test
    void aShortFrameIsAPieceOfItsOwn() throws IOException {
        cut("x".repeat(Pieces.LENGTH));
        assertThat(pieces).hasSize(1);
        assertThat(first).containsExactly(true);
        assertThat(last).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {Pieces.LENGTH + 1, 2 * Pieces.LENGTH, 300_000})
    void onlyTheFirstPieceBeginsALongFrameAndOnlyTheLastEndsIt(int length) throws IOException {
        String frame = "x".repeat(length - 1) + "y";
        cut(frame);
        assertThat(String.join("", pieces)).isEqualTo(frame);
        assertThat(pieces).allMatch(piece -> piece.length() <= Pieces.LENGTH);
        assertThat(first.lastIndexOf(true)).isZero();
        assertThat(last.indexOf(true)).isEqualTo(last.size() - 1).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void noCharacterIsTornApart(int before) throws IOException {
        String frame = "x".repeat(before) + "\uD83D\uDE00".repeat(2 * Pieces.LENGTH);
        cut(frame);
        StringBuilder received = new StringBuilder();
        for (String piece : pieces) {
            received.append(new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        }
        assertThat(received).hasToString(frame);
    }

    @ParameterizedTest
    @CsvSource({"0, 8100", "1, 810178", "125, 817d78", "126, 817e007e78", "8188, 817e1ffc78"})
    void theHeaderTellsTheLengthInOneByteOrInThree(int length, String begin) {
        byte[] bytes = Pieces.onTheWire("x".repeat(length), true, true);
        assertThat(HexFormat.of().formatHex(bytes)).startsWith(begin).hasSize(2 * (length + (length < 126 ? 2 : 4)));
    }

    @ParameterizedTest
    @CsvSource({"true, true, 81", "true, false, 01", "false, false, 00", "false, true, 80"})
    void theHeaderTellsWhetherAPieceBeginsAndEndsAMessage(boolean begins, boolean ends, String header) {
        assertThat(HexFormat.of().formatHex(Pieces.onTheWire("x", begins, ends)))
                .isEqualTo(header + "0178");
    }

    @Test
    void lengthsAreOfTheUtf8AndHalfACharacterIsAQuestionMark() {
        assertThat(hex("\u00e4\u20ac\uD83D\uDE00")).isEqualTo("8109" + "c3a4" + "e282ac" + "f09f9880");
        assertThat(hex("\u20ac".repeat(42))).startsWith("817e007e" + "e282ac");
        assertThat(hex("x\uD83D")).isEqualTo("8102" + "783f");
    }

    @Test
    void theLongestPieceNeedsNoLengthOfEightBytes() throws IOException {
        cut("\u20ac".repeat(65_536));
        byte[] longest = Pieces.onTheWire(pieces.get(0), true, false);
        assertThat(longest).hasSize(Pieces.WRITE - 1).startsWith(1, 126, 0x1f, 0xfb);
    }

    private void cut(String frame) throws IOException {
        Pieces.cut(frame, (piece, begins, ends) -> {
            pieces.add(piece);
            first.add(begins);
            last.add(ends);
        });
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(Pieces.onTheWire(text, true, true));
    }
}
