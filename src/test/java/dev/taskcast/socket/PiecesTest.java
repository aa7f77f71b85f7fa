package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import jakarta.websocket.RemoteEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long frame goes out in pieces that are one message again at the other side. */
class PiecesTest {
    private final List<String> pieces = new ArrayList<>();
    private final List<Boolean> last = new ArrayList<>();
    private final RemoteEndpoint.Basic remote = Fake.of(RemoteEndpoint.Basic.class, (method, arguments) -> {
        pieces.add((String) arguments[0]);
        last.add(arguments.length == 1 || (Boolean) arguments[1]);
        return null;
    });

    @Test
    void aShortFrameIsSentWhole() throws IOException {
        Pieces.send(remote, "x".repeat(Pieces.LENGTH));
        assertThat(pieces).hasSize(1);
        assertThat(last).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {Pieces.LENGTH + 1, 2 * Pieces.LENGTH, 300_000})
    void aLongOneIsSentInPiecesAndOnlyTheLastEndsIt(int length) throws IOException {
        String frame = "x".repeat(length - 1) + "y";
        Pieces.send(remote, frame);
        assertThat(String.join("", pieces)).isEqualTo(frame);
        assertThat(pieces).allMatch(piece -> piece.length() <= Pieces.LENGTH);
        assertThat(last.indexOf(true)).isEqualTo(last.size() - 1).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void noCharacterIsTornApart(int before) throws IOException {
        String frame = "x".repeat(before) + "\uD83D\uDE00".repeat(2 * Pieces.LENGTH);
        Pieces.send(remote, frame);
        StringBuilder received = new StringBuilder();
        for (String piece : pieces) {
            received.append(new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        }
        assertThat(received).hasToString(frame);
    }
}
