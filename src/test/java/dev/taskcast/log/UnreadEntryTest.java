package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Lines;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that arrive while a user is offline are kept unread, and are handed out like all others. */
class UnreadEntryTest {
    private static final Audience ADA = new Audience.Users(List.of("ada"));
    private static final Cursor START = new Cursor(Replicas.TOPIC, new long[2]);

    private final Replicas replicas = new Replicas(2);
    private final TaskLog log = replicas.start(64 << 20);
    private final List<String> read = new ArrayList<>();
    private final long[] next = new long[2];

    @BeforeEach
    void readLate() {
        log.readUnreadBy(this::late);
    }

    @Test
    void unreadEventsComeInOrderWithEarlierAndLaterEvents() {
        LogReader before = reader("ada");
        before.beginNow();
        framed(0, ADA, 1);
        before.close();
        unread(0, ADA, 2);
        unread(1, ADA, 3);
        framed(1, new Audience.Everyone(), 4);
        unread(0, ADA, 5);
        LogReader back = resumed("ada", START);
        framed(0, ADA, 6);
        assertThat(Replicas.numbers(Replicas.drain(back))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(back.cursor()).isEqualTo(log.cursor().map(Cursor::encode));
    }

    /**
     * A device may stop after any frame: it gets nothing twice and misses nothing, on this replica and on another one.
     */
    @Test
    void theCursorOfEachFrameIsRightOnEveryReplica() {
        for (int number = 1; number <= 6; number++) {
            unread(number % 2, ADA, number);
        }
        LogReader all = resumed("ada", START);
        for (int number = 1; number <= 6; number++) {
            Cursor cursor = Replicas.cursor(all.next().orElseThrow().frame().cursor());
            assertThat(Replicas.numbers(Replicas.drain(resumed("ada", cursor)))).hasSize(6 - number);
            assertThat(cursor.next(0) + cursor.next(1)).isEqualTo(number);
        }
        assertThat(all.next()).isEmpty();
    }

    @Test
    void theFrameIsTheOneThatADevicePresentAtTheTimeGets() {
        TaskLog other = replicas.start(64 << 20);
        LogReader present = other.subscribe("ada", Replicas::nobody);
        present.beginNow();
        replicas.write(0, "ada");
        replicas.readAll(other);
        log.readUnreadBy(replicas::readLate);
        replicas.readAll(log);
        assertThat(Replicas.drain(resumed("ada", START))).isEqualTo(Replicas.drain(present));
    }

    @Test
    void anUnusableEntryIsSkippedAndReadOnce() {
        unread(0, ADA, 1);
        log.appendUnread(record(0, "unusable"), ADA);
        unread(0, ADA, 2);
        for (int device = 0; device < 3; device++) {
            assertThat(Replicas.numbers(Replicas.drain(resumed("ada", START)))).containsExactly(1, 2);
        }
        assertThat(read.stream().filter("unusable"::equals)).hasSize(1);
    }

    /** Two tabs of one user return at the same moment. */
    @Test
    void anUnusableEntryIsReadOnceByTwoReadersTogether() throws Exception {
        AtomicInteger parsed = new AtomicInteger();
        Thread[] other = new Thread[1];
        log.readUnreadBy((record, users) -> {
            if (parsed.incrementAndGet() == 1) {
                other[0].start();
                Await.until(
                        Duration.ofSeconds(10),
                        () -> parsed.get() > 1 || other[0].getState() == Thread.State.BLOCKED,
                        "the other reader to meet the entry too");
            }
            return Optional.empty();
        });
        log.appendUnread(record(0, ""), ADA);
        LogReader one = resumed("ada", START);
        LogReader two = resumed("ada", START);
        other[0] = new Thread(() -> Replicas.drain(two));
        assertThat(Replicas.drain(one)).isEmpty();
        other[0].join(10_000);
        assertThat(parsed).hasValue(1);
        assertThat(two.hasNext()).isFalse();
    }

    @Test
    void twoReadersOfOneEntryEachHaveTheirOwnCursor() {
        unread(0, ADA, 1);
        unread(1, ADA, 2);
        LogReader all = resumed("ada", START);
        LogReader some = resumed("ada", new Cursor(Replicas.TOPIC, new long[] {1, 0}));
        Frame one = all.next().orElseThrow().frame();
        Frame other = some.next().orElseThrow().frame();
        assertThat(Replicas.number(one.text())).contains(1);
        assertThat(Replicas.number(other.text())).contains(2);
        Frame same = all.next().orElseThrow().frame();
        assertThat(same.text()).isEqualTo(other.text());
        assertThat(read).containsExactly("1", "2", "2");
    }

    /** Lost entries are reported, not passed over. */
    @Test
    void anEvictionBetweenTwoUnreadEntriesResetsTheReader() {
        unread(0, ADA, 1);
        replicas.pass(Duration.ofMinutes(1));
        unread(0, ADA, 2);
        replicas.pass(Duration.ofMinutes(10));
        unread(0, ADA, 3);
        LogReader back = reader("ada");
        back.beginAfter(START, Replicas::nobody);
        assertThat(Replicas.number(back.next().orElseThrow().frame().text())).contains(1);
        replicas.pass(Duration.ofMinutes(6));
        log.evict();
        assertThat(Replicas.drain(back)).singleElement().asString().contains("\"reset\"", "out_of_window");
    }

    /** Entries of partitions in which the user has no entry are evicted too. */
    @Test
    void theLastCursorIsAsFarAsTheLogInEveryPartition() {
        unread(0, ADA, 1);
        framed(1, new Audience.Users(List.of("bob")), 2);
        LogReader back = reader("ada");
        back.beginAfter(START, Replicas::nobody);
        String cursor = back.next().orElseThrow().frame().cursor();
        back.close();
        replicas.pass(Duration.ofMinutes(16));
        log.evict();
        assertThat(reader("ada").beginAfter(Replicas.cursor(cursor), Replicas::nobody))
                .hasValueSatisfying(
                        beginning -> assertThat(Replicas.reason(beginning)).isEmpty());
    }

    @Test
    void aFilterThatKeepsMuchBackParsesAFewInATurn() {
        for (int number = 1; number <= 100; number++) {
            unread(0, ADA, number);
        }
        LogReader back = reader("ada");
        back.narrow(Filter.of(List.of("other.event"), List.of()));
        back.beginAfter(START, Replicas::nobody);
        assertThat(back.next()).isEmpty();
        assertThat(read).hasSize(16);
        assertThat(back.hasNext()).isTrue();
        assertThat(Replicas.drain(back)).isEmpty();
        assertThat(read).hasSize(100);
    }

    @Test
    void noReaderWaitsForAnUnusableEntryAtTheEnd() {
        log.appendUnread(record(0, "unusable"), ADA);
        LogReader back = resumed("ada", START);
        assertThat(back.hasNext()).isTrue();
        assertThat(back.next()).isEmpty();
        assertThat(back.hasNext()).isFalse();
        assertThat(back.cursor()).isEqualTo(log.cursor().map(Cursor::encode));
    }

    @Test
    void aDefectInAnEntryResetsItsReaderAndIsLogged() {
        try (Lines lines = new Lines(LogReader.class)) {
            log.appendUnread(record(0, "defect"), ADA);
            unread(0, ADA, 1);
            assertThat(Replicas.drain(resumed("ada", START)))
                    .singleElement()
                    .asString()
                    .contains("gap_in_log");
            assertThat(lines.all())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING TCAST0501W: A record of the window could not be read")
                    .doesNotContain("defect");
        }
    }

    @Test
    void nothingIsKeptUnreadWhileOneOfItsUsersReads() {
        LogReader bob = reader("bob");
        assertThat(log.appendUnread(record(0, "1"), new Audience.Users(List.of("ada", "bob"))))
                .isFalse();
        assertThat(log.appendUnread(record(0, "1"), new Audience.Everyone())).isFalse();
        assertThat(log.statistics().events()).isZero();
        assertThat(log.nextOffset(0)).isZero();
        bob.close();
        assertThat(log.appendUnread(record(0, "1"), new Audience.Users(List.of("ada", "bob"))))
                .isTrue();
        assertThat(Replicas.drain(resumed("bob", START))).hasSize(1);
        assertThat(Replicas.drain(resumed("ada", START))).hasSize(1);
    }

    @Test
    void aRecordThatWasReadBeforeIsNotKeptAgain() {
        SourceRecord record = record(0, "1");
        assertThat(log.appendUnread(record, ADA)).isTrue();
        assertThat(log.appendUnread(record, ADA)).isTrue();
        assertThat(log.statistics().events()).isOne();
    }

    @Test
    void aFilterHoldsForUnreadEntries() {
        unread(0, ADA, 1);
        unread(0, ADA, 2);
        LogReader back = reader("ada");
        back.narrow(Filter.of(List.of("other.event"), List.of()));
        back.beginAfter(START, Replicas::nobody);
        assertThat(Replicas.drain(back)).isEmpty();
        assertThat(back.cursor()).isEqualTo(log.cursor().map(Cursor::encode));
    }

    @Test
    void theWindowCountsItsBytesAndForgetsItInTime() {
        long before = log.statistics().bytes();
        log.appendUnread(record(0, "7".repeat(10_000)), ADA);
        long kept = log.statistics().bytes();
        assertThat(kept - before).isBetween(10_128L, 10_700L);
        Replicas.drain(resumed("ada", START));
        assertThat(log.statistics().bytes()).isEqualTo(kept);
        replicas.pass(Duration.ofMinutes(16));
        log.evict();
        assertThat(log.statistics().events()).isZero();
        assertThat(log.subscribe("ada", Replicas::nobody).beginAfter(START, Replicas::nobody))
                .hasValueSatisfying(
                        beginning -> assertThat(Replicas.reason(beginning)).isPresent());
    }

    @Test
    void aReaderThatWasClosedInTheMiddleOfItsTurnIsHandedNothing() {
        LogReader closed = reader("ada");
        closed.beginNow();
        closed.close();
        unread(0, ADA, 1);
        assertThat(closed.next()).isEmpty();
    }

    private LogReader reader(String user) {
        return log.subscribe(user, Replicas::nobody);
    }

    private LogReader resumed(String user, Cursor cursor) {
        LogReader reader = reader(user);
        assertThat(reader.beginAfter(cursor, Replicas::nobody)).isPresent();
        reader.close();
        return reader;
    }

    private void framed(int partition, Audience audience, int number) {
        log.append(record(partition, ""), event(audience, Integer.toString(number)));
    }

    private void unread(int partition, Audience audience, int number) {
        assertThat(log.appendUnread(record(partition, Integer.toString(number)), audience))
                .isTrue();
    }

    private SourceRecord record(int partition, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new SourceRecord(partition, next[partition]++, 0, bytes, SourceRecord.Headers.NONE);
    }

    private Optional<TaskEvent> late(SourceRecord record, List<String> users) {
        String value = new String(record.value(), StandardCharsets.UTF_8);
        read.add(value);
        if (value.equals("defect")) {
            throw new IllegalStateException(value);
        }
        return value.equals("unusable") ? Optional.empty() : Optional.of(event(new Audience.Users(users), value));
    }

    private static TaskEvent event(Audience audience, String number) {
        return new TaskEvent("task.updated", audience, "{\"id\":" + number + "}", "i", Instant.EPOCH);
    }
}
