package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.EventStreamParser.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parses streams by the rules of the HTML standard. */
class EventStreamParserTest {
    private final List<Event> events = new ArrayList<>();
    private final EventStreamParser parser = new EventStreamParser(events::add);

    @Test
    void anEventEndsAtItsBlankLineAndItsLinesAreJoined() {
        take("data: YHOO\ndata: +2\ndata: 10\n\n");
        assertThat(events).containsExactly(new Event("", "YHOO\n+2\n10", ""));
    }

    @Test
    void anIdStaysUntilTheNextOne() {
        take(": a comment\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n");
        assertThat(events)
                .containsExactly(
                        new Event("", "first event", "1"),
                        new Event("", "second event", ""),
                        new Event("", " third event", ""));
        take("id: a\ndata: 4\n\ndata: 5\n\nid: b\0c\ndata: 6\n\n");
        assertThat(events.subList(3, 6)).extracting(Event::lastId).containsOnly("a");
    }

    @Test
    void dataMayBeEmptyAndAnUnfinishedEventIsIgnored() {
        take("data\n\ndata\ndata\n\ndata:");
        assertThat(events).extracting(Event::data).containsExactly("", "\n");
    }

    @Test
    void aLineEndsWithAnyOfTheThreeEnds() {
        take("data: a\rdata: b\r\ndata: c\n\r\ndata: d\r\r");
        assertThat(events).extracting(Event::data).containsExactly("a\nb\nc", "d");
    }

    @Test
    void anEventWithoutDataIsIgnoredButItsIdCounts() {
        take("event: x\nid: 7\n\ndata: y\n\n");
        assertThat(events).containsExactly(new Event("", "y", "7"));
    }

    @Test
    void retryIsANumberOrIgnored() {
        take("retry: 1500\n\nretry: soon\n\n");
        assertThat(parser.retry()).isEqualTo("1500");
        assertThat(events).isEmpty();
    }

    @Test
    void textIsUtf8HoweverItIsCut() {
        byte[] bytes = "\uFEFFdata: ä €\nevent: n\n\n".getBytes(StandardCharsets.UTF_8);
        for (byte one : bytes) {
            parser.take(ByteBuffer.wrap(new byte[] {one}));
        }
        assertThat(events).containsExactly(new Event("n", "ä €", ""));
    }

    private void take(String text) {
        parser.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
