package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Guarantees 1 to 3 of the log. */
class TaskLogTest {
    private static final long PLENTY = 64 << 20;

    private final Replicas replicas = new Replicas(2);
    private final TaskLog log = replicas.start(PLENTY);

    @Test
    void aUserSeesOwnSharedAndPublicEventsInTheirOrder() {
        LogReader ada = reader(log, "ada");
        LogReader bob = reader(log, "bob");
        replicas.write(0, "ada");
        replicas.write(0, "bob");
        replicas.write(0, new Audience.Everyone());
        replicas.write(0, new Audience.Users(List.of("bob", "ada")));
        replicas.write(0, "ada");
        replicas.readAll(log);
        assertThat(Replicas.numbers(Replicas.drain(ada))).containsExactly(1, 3, 4, 5);
        assertThat(Replicas.numbers(Replicas.drain(bob))).containsExactly(2, 3, 4);
    }

    @Test
    void allDevicesOfAUserGetTheSameFrame() {
        LogReader one = reader(log, "ada");
        LogReader other = reader(log, "ada");
        replicas.write(0, "ada");
        replicas.readAll(log);
        assertThat(one.next()).isPresent().isEqualTo(other.next());
    }

    @Test
    void anEntryTellsWhichEventItIsAndWhereItsRecordStands() {
        LogReader reader = reader(log, "ada");
        replicas.write(1, "ada");
        replicas.write(1, "ada");
        replicas.readAll(log);
        reader.next();
        assertThat(reader.next().orElseThrow()).isInstanceOfSatisfying(FramedEntry.class, entry -> {
            assertThat(entry.partition()).isOne();
            assertThat(entry.offset()).isOne();
            assertThat(entry.event()).isEqualTo(new EventDetails("task.updated", "i", replicas.instant()));
        });
    }

    /** Each reader keeps its frame until it was sent. */
    @Test
    void devicesShareALongFrame() {
        LogReader one = reader(log, "ada");
        LogReader other = reader(log, "bob");
        LogReader third = reader(log, "eve");
        appendLong(0, new Audience.Everyone());
        appendLong(1, new Audience.Everyone());
        Frame first = one.next().orElseThrow().frame();
        Frame second = one.next().orElseThrow().frame();
        assertThat(other.next().orElseThrow().frame()).isSameAs(first);
        assertThat(other.next().orElseThrow().frame()).isSameAs(second);
        assertThat(third.next().orElseThrow().frame()).isSameAs(first);
    }

    @Test
    void devicesOfSeveralUsersShareALongFrame() {
        LogReader one = reader(log, "ada");
        LogReader other = reader(log, "bob");
        appendLong(0, new Audience.Users(List.of("bob", "ada")));
        Frame frame = one.next().orElseThrow().frame();
        assertThat(other.next().orElseThrow().frame()).isSameAs(frame);
    }

    private void appendLong(long offset, Audience audience) {
        String task = "{\"text\":\"" + "x".repeat(10_000) + "\"}";
        log.append(replicas.record(0, offset), new TaskEvent("task.created", audience, task, "i", replicas.instant()));
    }

    @Test
    void aLossIsToldOnce() {
        LogReader reader = reader(log, "ada");
        log.lost(Map.of(0, Gap.before(5)));
        assertThat(Replicas.drain(reader)).singleElement().asString().contains("gap_in_log");
    }

    @Test
    void aRecordThatIsReadTwiceIsHandedOutOnce() {
        LogReader reader = reader(log, "ada");
        TaskEvent event = new TaskEvent(
                "task.created", new Audience.Users(List.of("ada")), "{\"id\":1}", "i", replicas.instant());
        log.append(replicas.record(0, 0), event);
        log.append(replicas.record(0, 0), event);
        assertThat(Replicas.drain(reader)).hasSize(1);
    }

    @Test
    void theCursorMovesPastUnusableRecords() {
        LogReader reader = reader(log, "ada");
        log.skip(1, 1, replicas.record(1, 0).epoch());
        assertThat(reader.cursor().map(Replicas::cursor).orElseThrow().next(1)).isEqualTo(1);
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void theCursorIsNotToldWhileSomethingIsPending() {
        LogReader reader = reader(log, "ada");
        replicas.write(0, "ada");
        replicas.readAll(log);
        assertThat(reader.cursor()).isEmpty();
        Frame frame = reader.next().orElseThrow().frame();
        assertThat(reader.cursor()).contains(frame.cursor());
    }

    @Test
    void theWindowKeepsItsSizeAndAReaderThatFellOutOfItIsReset() {
        TaskLog small = replicas.start(50_000);
        LogReader slow = reader(small, "ada");
        LogReader quick = reader(small, "ada");
        for (int i = 0; i < 1_000; i++) {
            replicas.write(0, "ada");
            replicas.read(small, 0);
            assertThat(quick.next().orElseThrow().frame().text()).contains("task_update");
        }
        assertThat(small.statistics().bytes()).isLessThanOrEqualTo(50_000);
        assertThat(small.statistics().evictedForSpace()).isPositive();
        assertThat(Replicas.drain(quick)).isEmpty();
        List<String> late = Replicas.drain(slow);
        assertThat(late).singleElement().asString().contains("\"reset\"", "out_of_window");
    }

    @Test
    void aReaderThatHadEverythingIsNotResetWhenTheWindowMovesOn() {
        TaskLog small = replicas.start(50_000);
        LogReader ada = reader(small, "ada");
        replicas.write(0, "ada");
        replicas.readAll(small);
        assertThat(Replicas.drain(ada)).hasSize(1);
        for (int i = 0; i < 1_000; i++) {
            replicas.write(0, "bob");
        }
        replicas.readAll(small);
        assertThat(ada.next()).isEmpty();
    }

    @Test
    void anEventThatIsTooOldIsForgottenWithItsMemory() {
        long empty = log.statistics().bytes();
        for (int i = 0; i < 100; i++) {
            replicas.write(i % 2, "user " + i);
        }
        replicas.readAll(log);
        assertThat(log.statistics().feeds()).isEqualTo(100);
        replicas.pass(Duration.ofMinutes(15).plusMillis(1));
        log.evict();
        assertThat(log.statistics().events()).isZero();
        assertThat(log.statistics().feeds()).isZero();
        assertThat(log.statistics().bytes()).isEqualTo(empty);
    }

    @Test
    void onlyReadersOfTheAudienceAreWoken() {
        AtomicInteger ada = new AtomicInteger();
        AtomicInteger bob = new AtomicInteger();
        log.subscribe("ada", ada::incrementAndGet).beginNow();
        log.subscribe("bob", bob::incrementAndGet).beginNow();
        replicas.write(0, "ada");
        replicas.readAll(log);
        assertThat(ada).hasValue(1);
        assertThat(bob).hasValue(0);
    }

    @Test
    void aReaderThatCannotBeWokenStopsNeitherTheLogNorTheOthers() {
        LogReader broken = log.subscribe("ada", () -> {
            throw new IllegalStateException("no thread");
        });
        broken.beginNow();
        AtomicInteger ada = new AtomicInteger();
        log.subscribe("ada", ada::incrementAndGet).beginNow();
        replicas.write(0, "ada");
        replicas.write(0, new Audience.Everyone());
        replicas.readAll(log);
        assertThat(log.nextOffset(0)).isEqualTo(2);
        assertThat(ada).hasValue(2);
        assertThat(Replicas.numbers(Replicas.drain(broken))).containsExactly(1, 2);
    }

    @Test
    void usersAreCountedOnceAndForgottenWithTheirLastReader() {
        LogReader one = reader(log, "ada");
        LogReader other = reader(log, "ada");
        assertThat(log.users()).isEqualTo(1);
        one.close();
        assertThat(log.users()).isEqualTo(1);
        other.close();
        assertThat(log.users()).isZero();
        assertThat(log.statistics().feeds()).isZero();
    }

    @Test
    void aClosedLogReleasesItsMemoryDropsEventsAndResetsReaders() {
        LogReader reader = reader(log, "ada");
        replicas.write(0, "ada");
        replicas.readAll(log);
        log.close();
        replicas.write(0, "ada");
        replicas.readAll(log);
        assertThat(reader.next()).containsInstanceOf(Reset.class);
        assertThat(reader.next()).isEmpty();
        Optional<String> cursor = reader.cursor();
        log.skip(0, 9, replicas.record(0, 1).epoch());
        assertThat(reader.cursor()).as("the cursor covers no dropped event").isEqualTo(cursor);
        assertThat(log.statistics().events()).isZero();
        assertThat(log.statistics().bytes()).isLessThan(Slab.SIZE);
    }

    /** The closed log drops later records, so this reader misses some too. */
    @Test
    void aClosedLogAlsoResetsAReaderThatHadReadEverything() {
        LogReader reader = reader(log, "ada");
        replicas.write(0, "ada");
        replicas.readAll(log);
        assertThat(Replicas.drain(reader)).hasSize(1);
        log.close();
        assertThat(Replicas.drain(reader)).singleElement().asString().contains("\"reset\"", "out_of_window");
    }

    @Test
    void aLogThatIsClosedKeepsNothingUnread() {
        log.close();
        assertThat(log.appendUnread(replicas.record(0, 0), new Audience.Users(List.of("ada"))))
                .as("there is nothing left to do")
                .isTrue();
        assertThat(log.statistics().events()).isZero();
    }

    private static LogReader reader(TaskLog log, String user) {
        LogReader reader = log.subscribe(user, Replicas::nobody);
        reader.beginNow();
        return reader;
    }
}
