package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.harness.Lines;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What came while a user was not here waits as it came, and is handed out like everything else. */
class UnreadEntryTest {
    private static final Audience ADA = new Audience.Users(List.of("ada"));
    private static final Cursor START = new Cursor(Replicas.TOPIC, new long[2]);

    private final Replicas replicas = new Replicas(2);
    private final TaskLog log = replicas.start(64 << 20);
    private final List<String> read = new ArrayList<>();
    private final long[] next = new long[2];

    @Test
    void theEventsOfSomebodyWhoIsAwayComeInOrderWithThoseThatCameBeforeAndAfter() {
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

    /** Whatever frame was the last one: there is nothing twice and nothing is missing, on this replica and on another one. */
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
        replicas.readAll(log);
        assertThat(Replicas.drain(resumed("ada", START))).isEqualTo(Replicas.drain(present));
    }

    @Test
    void whatTurnsOutUnusableIsPassedOverAndReadOnce() {
        unread(0, ADA, 1);
        log.appendUnread(record(0, "unusable"), ADA, this::late);
        unread(0, ADA, 2);
        for (int device = 0; device < 3; device++) {
            assertThat(Replicas.numbers(Replicas.drain(resumed("ada", START)))).containsExactly(1, 2);
        }
        assertThat(read.stream().filter("unusable"::equals)).hasSize(1);
    }

    @Test
    void whatIsUnusableAtTheEndIsNothingToWaitFor() {
        log.appendUnread(record(0, "unusable"), ADA, this::late);
        LogReader back = resumed("ada", START);
        assertThat(back.hasNext()).isTrue();
        assertThat(back.next()).isEmpty();
        assertThat(back.hasNext()).isFalse();
        assertThat(back.cursor()).isEqualTo(log.cursor().map(Cursor::encode));
    }

    @Test
    void aDefectResetsTheOneWhoMeetsItAndIsLogged() {
        try (Lines lines = new Lines(LogReader.class)) {
            log.appendUnread(record(0, "defect"), ADA, this::late);
            unread(0, ADA, 1);
            assertThat(Replicas.drain(resumed("ada", START)))
                    .singleElement()
                    .asString()
                    .contains("gap_in_log");
            assertThat(lines.all())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING TASKCAST A record of the window could not be read")
                    .doesNotContain("defect");
        }
    }

    @Test
    void nothingIsKeptUnreadWhileOneOfItsUsersReads() {
        LogReader bob = reader("bob");
        assertThat(log.appendUnread(record(0, "1"), new Audience.Users(List.of("ada", "bob")), this::late))
                .isFalse();
        assertThat(log.appendUnread(record(0, "1"), new Audience.Everyone(), this::late))
                .isFalse();
        assertThat(log.statistics().events()).isZero();
        assertThat(log.nextOffset(0)).isZero();
        bob.close();
        assertThat(log.appendUnread(record(0, "1"), new Audience.Users(List.of("ada", "bob")), this::late))
                .isTrue();
        assertThat(Replicas.drain(resumed("bob", START))).hasSize(1);
        assertThat(Replicas.drain(resumed("ada", START))).hasSize(1);
    }

    @Test
    void aRecordThatWasReadBeforeIsNotKeptAgain() {
        SourceRecord record = record(0, "1");
        assertThat(log.appendUnread(record, ADA, this::late)).isTrue();
        assertThat(log.appendUnread(record, ADA, this::late)).isTrue();
        assertThat(log.statistics().events()).isOne();
    }

    @Test
    void aFilterHoldsForWhatWasUnread() {
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
        log.appendUnread(record(0, "7".repeat(10_000)), ADA, this::unusable);
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
        assertThat(log.appendUnread(record(partition, Integer.toString(number)), audience, this::late))
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

    private Optional<TaskEvent> unusable(SourceRecord record, List<String> users) {
        return Optional.empty();
    }

    private static TaskEvent event(Audience audience, String number) {
        return new TaskEvent("task.updated", audience, "{\"id\":" + number + "}", "i", Instant.EPOCH);
    }
}
