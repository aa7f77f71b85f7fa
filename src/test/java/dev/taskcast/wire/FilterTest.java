package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.wire.ServerFrames.TaskUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events pass a filter, and whether a filter passes everything that another filter passes. */
class FilterTest {
    private static final List<String> NONE = List.of();

    @ParameterizedTest
    @CsvSource({
        "task.updated, task.updated, true",
        "task.updated, task.updated.twice, false",
        "task.updated, task.update, false",
        "task.*, task.updated, true",
        "task.*, task.updated.twice, true",
        "task.*, task, false",
        "task.*, tasks.updated, false",
        "task.up.*, task.updated, false",
        "*, anything, true"
    })
    void aPatternIsANameOrTheStartOfNames(String pattern, String event, boolean passes) {
        assertThat(Filter.of(List.of(pattern), NONE).passes(frame(event, "board:7")))
                .isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"board:7", "a\"b", "\\", "\u00e4\u4e2d\ud83d\ude00", "a,\"time\":\"b", "\",\"cursor\":\""})
    void aChannelIsComparedExactly(String channel) {
        assertThat(Filter.of(NONE, List.of("other", channel)).passes(frame("a.b", channel)))
                .isTrue();
        assertThat(Filter.of(NONE, List.of(channel)).passes(frame("a.b", channel + "x")))
                .isFalse();
        assertThat(Filter.of(NONE, List.of(channel)).passes(frame("a.b", "x" + channel)))
                .isFalse();
        assertThat(Filter.of(NONE, List.of(channel)).passes(frame("a.b", "")))
                .as("without a channel")
                .isFalse();
    }

    /** Its id, its task and its fingerprint do not count as its channel. */
    @Test
    void onlyTheChannelFieldOfAnEventIsItsChannel() {
        Filter filter = Filter.of(NONE, List.of("board:7"));
        String like = ",\"channel\":\"board:7\"";
        for (String id : List.of(like, like.substring(0, like.length() - 1), "x,", "\"" + like)) {
            Frame frame = ServerFrames.taskUpdate(
                    new TaskUpdate("a.b", "{\"id\":1" + like + "}", id, "", "", Instant.EPOCH), "AX3F");
            assertThat(filter.passes(frame)).as(id).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Frame.LONG})
    void anotherCursorChangesNothing(int length) {
        TaskUpdate update =
                new TaskUpdate("task.updated", "\"" + "x".repeat(length) + "\"", "0-1", "", "board:7", Instant.EPOCH);
        Frame raised = ServerFrames.taskUpdate(update, "AX3F").withCursor("A".repeat(300));
        assertThat(Filter.of(List.of("task.*"), List.of("board:7")).passes(raised))
                .isTrue();
        assertThat(Filter.of(List.of("task.*"), List.of("board:8")).passes(raised))
                .isFalse();
    }

    @Test
    void bothNameAndChannelHaveToPass() {
        Filter filter = Filter.of(List.of("task.*"), List.of("board:7"));
        assertThat(filter.passes(frame("task.updated", "board:7"))).isTrue();
        assertThat(filter.passes(frame("note.updated", "board:7"))).isFalse();
        assertThat(filter.passes(frame("task.updated", "board:8"))).isFalse();
        assertThat(Filter.ALL.passes(frame("anything", ""))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*, , task.*, , true",
        "task.*, , *, , false",
        "task.*, , task.done, , true",
        "task.*, , task.done.*, , true",
        "task.done.*, , task.*, , false",
        "task.done, , task.*, , false",
        "task.done, , task.done, , true",
        "task.done task.new, , task.new, , true",
        "task.new, , task.done task.new, , false",
        "*, , *, b7, true",
        "*, b7, *, , false",
        "*, b7 b8, *, b8, true",
        "*, b7, *, b7 b8, false",
        "task.*, b7, task.done, b7, true",
        "task.*, b7, task.done, b8, false",
        "task.done, b7, task.*, b7, false"
    })
    void oneCoversAnotherIfItLetsAllOfItPass(
            String events, String channels, String otherEvents, String otherChannels, boolean covers) {
        assertThat(filter(events, channels).covers(filter(otherEvents, otherChannels)))
                .isEqualTo(covers);
    }

    @Test
    void anEventThatACoveredFilterPassesPasses() {
        Random random = new Random(14);
        List<String> patterns = List.of("*", "a.*", "a.b.*", "a.b", "a.b.c", "b");
        List<String> names = List.of("a", "a.b", "a.b.c", "a.bb", "b", "b.a");
        List<String> channels = List.of("", "x", "y", "xy");
        for (int i = 0; i < 20_000; i++) {
            Filter one = Filter.of(some(patterns, random), some(channels.subList(1, 4), random));
            Filter other = Filter.of(some(patterns, random), some(channels.subList(1, 4), random));
            Frame frame = frame(names.get(random.nextInt(6)), channels.get(random.nextInt(4)));
            if (one.covers(other) && other.passes(frame)) {
                assertThat(one.passes(frame)).isTrue();
            }
        }
    }

    /** Our client reads the same file. */
    @Test
    void theClientAcceptsTheSameFilters() throws IOException {
        ClientFrameParser parser = new ClientFrameParser(16);
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/wire/filters.jsonl"));
        assertThat(lines).hasSizeGreaterThan(50);
        for (String line : lines) {
            assertThat(parser.read(line) instanceof ClientFrame.Narrow)
                    .as(line)
                    .isEqualTo(line.contains("\"good\": true"));
        }
    }

    @Test
    void aMalformedFilterIsNotMade() {
        assertThatThrownBy(() -> Filter.of(List.of("a b"), NONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Filter.of(NONE, List.of(" "))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Filter.of(NONE, List.of("a secret"))).asString().doesNotContain("secret");
    }

    @Test
    void aFilterIsBoundedAsAWhole() {
        List<String> events = Collections.nCopies(8, "e".repeat(256));
        List<String> channels = Collections.nCopies(8, "c".repeat(256));
        assertThat(Filter.fitTogether(events, channels)).isTrue();
        assertThat(Filter.of(events, channels)).isNotEqualTo(Filter.ALL);
        List<String> oneMore = new ArrayList<>(channels);
        oneMore.add("c");
        assertThat(Filter.fitTogether(events, oneMore)).isFalse();
        assertThatThrownBy(() -> Filter.of(events, oneMore)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> some(List<String> of, Random random) {
        return Stream.generate(() -> of.get(random.nextInt(of.size())))
                .limit(random.nextInt(3))
                .toList();
    }

    private static Filter filter(String events, String channels) {
        return Filter.of(List.of(events.split(" ")), channels == null ? NONE : List.of(channels.split(" ")));
    }

    private static Frame frame(String event, String channel) {
        return ServerFrames.taskUpdate(
                new TaskUpdate(event, "{\"id\":1}", "0-1", "fingerprint", channel, Instant.EPOCH), "AX3F");
    }
}
