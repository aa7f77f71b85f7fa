package dev.taskcast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import dev.taskcast.wire.ServerFrames.TaskUpdate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a frame looks as an event, parsed as a browser parses it. */
class EventTextTest {
    private final FakeOutput output = new FakeOutput();

    @Test
    void theIdIsTheCursorAndTheDataTheFrame() throws IOException {
        EventText.write(output, List.of(ServerFrames.heartbeat("AX3F")));
        assertThat(output.text()).isEqualTo("id: AX3F\ndata: {\"type\":\"heartbeat\",\"cursor\":\"AX3F\"}\n\n");
    }

    @Test
    void aFrameWithoutACursorHasNoIdSoThatTheOneBeforeStays() throws IOException {
        EventText.write(output, List.of(ServerFrames.goaway(Duration.ofMillis(5))));
        assertThat(output.text()).isEqualTo("data: {\"type\":\"goaway\",\"reconnect_in_ms\":5}\n\n");
    }

    @Test
    void shortEventsOfOneSendShareAWriteAndALongOneIsStillInPieces() throws IOException {
        Frame longOne = update("\"" + "x".repeat(3 * EventText.PIECE) + "\"");
        EventText.write(output, List.of(ServerFrames.heartbeat("AX3F"), ServerFrames.heartbeat("AX3F")));
        assertThat(output.lengths()).hasSize(1);
        EventText.write(output, List.of(longOne, ServerFrames.heartbeat("AX3F")));
        assertThat(output.lengths()).allMatch(bytes -> bytes > 0 && bytes <= EventText.PIECE + 64);
        assertThat(events(output.text())).hasSize(4).element(2).isEqualTo(longOne.text());
    }

    @Test
    void theLastEventTellsWhenToComeBack() throws IOException {
        EventText.writeLast(output, ServerFrames.close(CloseCode.UNAUTHORIZED, "token expired"), 1_234);
        assertThat(output.text())
                .isEqualTo("retry: 1234\ndata: {\"type\":\"close\",\"code\":4001,\"reason\":\"token expired\","
                        + "\"advice\":\"new-token\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\n\n", "\r\r", "\n\r", "\r\n\r\n", "\n \r\n\t"})
    void aRawLineBreakInATaskSplitsNoEvent(String lineBreak) throws IOException {
        Frame frame = update("{" + lineBreak + "\"id\":" + lineBreak + "7}");
        EventText.write(output, List.of(frame));
        assertThat(output.text()).doesNotContain("\r");
        assertThat(events(output.text())).containsExactly(frame.text().replaceAll("[\r\n]+", "\n"));
    }

    /** Empty lines are white space between the tokens of the JSON; they are not sent. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "1,\n"})
    void aMegabyteOfLineBreaksIsWrittenInPieces(String line) throws IOException {
        Frame frame = update("[" + line.repeat((1 << 20) / line.length()) + "1]");
        EventText.write(output, List.of(frame));
        assertThat(output.lengths()).allMatch(bytes -> bytes > 0 && bytes <= EventText.PIECE + 16);
        assertThat(output.text().length()).isLessThan(4 * frame.text().length());
        assertThat(events(output.text())).containsExactly(frame.text().replaceAll("[\r\n]+", "\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, EventText.PIECE - 1, EventText.PIECE, 3 * EventText.PIECE + 17})
    void aLongFrameIsWrittenInPieces(int length) throws IOException {
        for (String letter : List.of("a", "é", "€", "\ud83d\ude00")) {
            FakeOutput pieces = new FakeOutput();
            Frame frame = update("\"" + "x".repeat(length % 2) + letter.repeat(length) + "\"");
            EventText.write(pieces, List.of(frame));
            assertThat(events(pieces.text())).as("%d of %s", length, letter).containsExactly(frame.text());
            assertThat(pieces.lengths()).allMatch(bytes -> bytes > 0 && bytes <= 3 * EventText.PIECE);
        }
    }

    @Test
    void aLongFrameWithAnotherCursorIsWrittenAsAnyOther() throws IOException {
        String task = "{\n\"text\":\"" + "x".repeat(3 * EventText.PIECE) + "\"}";
        TaskUpdate update = new TaskUpdate("task.updated", task, "0-1", "", Instant.EPOCH);
        Frame frame = ServerFrames.taskUpdate(update, "another cursor").withCursor("AX3F");
        EventText.write(output, List.of(frame));
        assertThat(output.text()).startsWith("id: AX3F\n").endsWith("\"cursor\":\"AX3F\"}\n\n");
        assertThat(events(output.text())).containsExactly(frame.text());
        assertThat(output.lengths()).allMatch(bytes -> bytes > 0 && bytes <= EventText.PIECE + 16);
    }

    /** The search for the next line break must not scan the rest of the frame each time. */
    @Test
    void aMegabyteOfLineBreaksTakesOnlyAShortTime() throws IOException {
        Frame frame = update("\r".repeat(1 << 20) + "7");
        long start = System.nanoTime();
        EventText.write(output, List.of(frame));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(events(output.text())).containsExactly(frame.text().replaceAll("\r+", "\n"));
    }

    private static Frame update(String task) {
        return ServerFrames.taskUpdate(new TaskUpdate("task.updated", task, "0-1", "", Instant.EPOCH), "AX3F");
    }

    /** The data of each event, by the rules of the standard. */
    private static List<String> events(String stream) {
        List<String> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        for (String line : stream.split("\r\n|\n|\r", -1)) {
            if (line.startsWith("data: ")) {
                data.append(line.substring("data: ".length())).append('\n');
            } else if (line.isEmpty() && data.length() > 0) {
                events.add(data.substring(0, data.length() - 1));
                data.setLength(0);
            } else {
                assertThat(line).matches("|id: AX3F");
            }
        }
        return events;
    }
}
