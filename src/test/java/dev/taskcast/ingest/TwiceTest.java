package dev.taskcast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.events.UnusableRecordException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A delivery of Dapr is refused if a member that the gateway uses comes twice: parsers disagree on which one counts.
 */
class TwiceTest {
    private static final String BULK = "\"type\":\"com.dapr.event.sent.bulk\"";
    private static final String PLACE = "\"pubsubname\":\"p\",\"topic\":\"t\"";
    private static final String ENTRIES = "\"entries\":[{\"entryId\":\"1\",\"event\":{}}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\":\"com.dapr.event.sent.bulk\" | type",
                "\"\\u0074ype\":1 | type",
                "\"pubsubname\":\"other\" | pubsubname",
                "\"topic\":[] | topic",
                "\"entries\":[] | entries"
            })
    void aDuplicateMemberOfABulkIsRefused(String again, String name) {
        DaprBulk bulk = DaprBulk.of(message("{" + BULK + "," + PLACE + "," + ENTRIES + "," + again + "}"))
                .orElseThrow();
        assertRefused(() -> bulk.message(bulk.entries().get(0)), name);
    }

    @Test
    void aMemberThatWeDoNotReadMayComeTwice() {
        assertThat(DaprBulk.of(message("{" + BULK + "," + ENTRIES + ",\"x\":1,\"x\":2}")))
                .hasValueSatisfying(bulk -> {
                    assertThat(bulk.entries()).hasSize(1);
                    assertThat(bulk.twice()).isEmpty();
                });
    }

    /** A body may consist of names only. Keeping them would take ten times its bytes. */
    @Test
    void aMemberThatWeDoNotReadIsNotKept() {
        byte[] names = "{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\",\"b\":\"4\"}".getBytes(UTF_8);
        BulkScanner scanned = BulkScanner.of(names, Set.of("a"));
        assertThat(scanned.string("a")).contains("\"1\"");
        assertThat(scanned.hasTwice("a")).isTrue();
        assertThat(scanned.string("b")).isEmpty();
        assertThat(scanned.hasTwice("b")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"event\":{},\"event\":{} | event",
                "\"event\":{},\"metadata\":null,\"metadata\":{} | metadata",
                "\"event\":{},\"metadata\":{\"__topic\":\"a\",\"__topic\":\"b\"} | __topic",
                "\"event\":{},\"metadata\":{\"ce_id\":\"a\",\"CE_ID\":\"b\"} | ce_id"
            })
    void aDuplicateMemberOfABulkEntryIsRefused(String members, String name) {
        DaprBulk bulk = DaprBulk.of(message("{" + BULK + ",\"entries\":[{\"entryId\":\"1\"," + members + "}]}"))
                .orElseThrow();
        assertRefused(() -> bulk.message(bulk.entries().get(0)), name);
    }

    /** The entry gets no status, so Dapr delivers it again. */
    @Test
    void anEntryWithTwoIdsIsLeftOut() {
        String entries = "\"entries\":[{\"entryId\":\"1\",\"entryId\":\"2\"},{\"entryId\":\"3\"}]";
        assertThat(DaprBulk.of(message("{" + BULK + "," + entries + "}"))
                        .orElseThrow()
                        .entries())
                .extracting(DaprBulk.Entry::id)
                .containsExactly("3");
    }

    @Test
    void aDuplicateMemberOfADaprEnvelopeIsRefused() {
        Map<String, String> record = Map.of(DaprRaw.TOPIC, "t", DaprRaw.PARTITION, "0", DaprRaw.OFFSET, "1");
        String twice = "{\"type\":\"com.dapr.event.sent\",\"pubsubname\":\"p\",\"pubsubname\":\"q\"}";
        assertRefused(() -> DaprRaw.of(new HttpMessage(record, twice.getBytes(UTF_8))), "pubsubname");
    }

    private interface Reading {
        void read() throws UnusableRecordException;
    }

    private static void assertRefused(Reading reading, String name) {
        assertThatThrownBy(reading::read)
                .isInstanceOf(UnusableRecordException.class)
                .hasMessage(name + ": twice");
    }

    private static HttpMessage message(String body) {
        return new HttpMessage(Map.of(), body.getBytes(UTF_8));
    }
}
