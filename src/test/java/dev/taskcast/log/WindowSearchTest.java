package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Filter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events that a search in the window finds. */
class WindowSearchTest {
    private static final long PLENTY = 64 << 20;
    private static final Audience ADA = new Audience.Users(List.of("ada"));
    private static final Audience EVERYONE = new Audience.Everyone();

    private final Replicas replicas = new Replicas(2);
    private final TaskLog log = replicas.start(PLENTY);
    private final WindowSearch search = new WindowSearch(log);
    private final AtomicInteger parsed = new AtomicInteger();
    private final long[] next = new long[2];

    @BeforeEach
    void readLate() {
        log.readUnreadBy(this::late);
    }

    @Test
    void anEventIsFoundByItsIdWithItsPlaceAndItsAudience() {
        append(1, new Audience.Users(List.of("ada", "bob")), "e-1");
        append(1, ADA, "e-2");
        Found found = only("e-2");
        assertThat(found.partition()).isOne();
        assertThat(found.offset()).isOne();
        assertThat(found.sequence()).isEqualTo(2);
        assertThat(found.users()).containsExactly("ada");
        assertThat(found.arrival()).isEqualTo(replicas.instant());
        assertThat(only("e-1").users()).containsExactly("ada", "bob");
        assertThat(search.byId("e-3", 10)).isEmpty();
    }

    /** The task of this test has the same id everywhere, and many producers use that id for the event too. */
    @Test
    void theIdOfATaskIsNotThatOfItsEvent() {
        append(0, ADA, "e-1");
        append(0, ADA, "the task");
        assertThat(only("the task").offset()).isOne();
    }

    @Test
    void anIdWithQuotationMarksAndOtherLettersIsFound() {
        append(0, ADA, "a\"b\\ü\uD83D\uDE00");
        assertThat(search.byId("a\"b\\ü\uD83D\uDE00", 10)).hasSize(1);
        assertThat(search.byId("b\\ü\uD83D\uDE00", 10)).isEmpty();
    }

    @Test
    void anEventForEveryoneNamesNoUser() {
        append(0, EVERYONE, "e-1");
        assertThat(only("e-1").isForEveryone()).isTrue();
        assertThat(only("e-1").users()).isEmpty();
    }

    /** A search by an event's position parses no other event. */
    @Test
    void anUnreadEntryIsFoundByItsIdAndByItsPosition() {
        unread(0, "e-1");
        unread(1, "1-0");
        unread(1, "e-2");
        assertThat(only("e-2").offset()).isOne();
        assertThat(parsed).hasValue(1);
        assertThat(only("1-0").partition()).isOne();
        assertThat(only("e-1").users()).containsExactly("ada");
    }

    /** A word that occurs in every record is not an id, and must not make the search parse the whole window. */
    @Test
    void theEntriesParsedForOneQuestionAreLimited() {
        for (int i = 0; i < 2 * WindowSearch.CANDIDATES; i++) {
            unread(0, "e-" + i);
        }
        assertThat(search.byId("id", 10)).isEmpty();
        assertThat(parsed.get()).isBetween(1, WindowSearch.CANDIDATES + WindowSearch.STEP);
    }

    @Test
    void anUnusableEntryIsNotFound() {
        unread(0, "unusable");
        assertThat(search.byId("unusable", 10)).isEmpty();
    }

    @Test
    void anIdThatWasUsedAgainIsFoundAsOftenAsIsAskedFor() {
        for (int i = 0; i < 5; i++) {
            append(0, ADA, "again");
        }
        assertThat(search.byId("again", 10)).extracting(Found::offset).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(search.byId("again", 2)).hasSize(2);
    }

    /** The window has many slabs, and has forgotten the oldest of them. */
    @Test
    void theWholeWindowIsLookedThroughAndNothingElse() {
        TaskLog small = replicas.start(2 << 20);
        WindowSearch there = new WindowSearch(small);
        for (int i = 0; i < 20_000; i++) {
            small.append(record(0), event(ADA, "e-" + i));
        }
        int kept = small.statistics().events();
        assertThat(kept).isBetween(2 * WindowSearch.STEP, 19_000);
        assertThat(there.byId("e-" + (20_000 - kept), 10)).hasSize(1);
        assertThat(there.byId("e-" + (20_000 - kept - 1), 10)).isEmpty();
        assertThat(there.byId("e-19999", 10)).hasSize(1);
    }

    @Test
    void aSearchWorksWhileTheWindowMoves() throws Exception {
        TaskLog small = replicas.start(1 << 20);
        WindowSearch there = new WindowSearch(small);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread appends = new Thread(() -> {
            for (int i = 0; i < 100_000 && failure.get() == null; i++) {
                small.append(record(0), event(ADA, "e-" + i));
            }
        });
        appends.setUncaughtExceptionHandler((thread, failed) -> failure.set(failed));
        appends.start();
        while (appends.isAlive()) {
            assertThat(there.byId("nobody's", 10)).isEmpty();
            assertThat(there.ofUser("ada", 50)).hasSizeLessThanOrEqualTo(50);
        }
        appends.join();
        assertThat(failure).hasValue(null);
        assertThat(there.byId("e-99999", 10)).hasSize(1);
    }

    @Test
    void theNewestEventsOfAUserComeFirstWithThoseForEveryone() {
        append(0, ADA, "e-1");
        append(0, EVERYONE, "e-2");
        append(0, new Audience.Users(List.of("bob")), "e-3");
        append(0, ADA, "e-4");
        assertThat(search.ofUser("ada", 10))
                .extracting(found -> found.event().id())
                .containsExactly("e-4", "e-2", "e-1");
        assertThat(search.ofUser("ada", 2))
                .extracting(found -> found.event().id())
                .containsExactly("e-4", "e-2");
        assertThat(search.ofUser("eve", 10))
                .extracting(found -> found.event().id())
                .containsExactly("e-2");
    }

    /** A search for a user does not create a feed for that user. */
    @Test
    void aSearchForAUserMakesNoFeed() {
        int before = log.statistics().feeds();
        search.ofUser("eve", 10);
        assertThat(log.statistics().feeds()).isEqualTo(before);
    }

    @Test
    void aReadersLagAndCursorAreThoseOfItsPlace() {
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        reader.beginNow();
        append(0, ADA, "e-1");
        append(1, ADA, "e-2");
        reader.next();
        assertThat(search.countAfter(reader.position(), reader)).isOne();
        assertThat(search.cursorAfter(reader.position(), reader)).isEqualTo(reader.cursor());
        reader.next();
        assertThat(search.countAfter(reader.position(), reader)).isZero();
        assertThat(search.cursorAfter(reader.position(), reader))
                .isEqualTo(log.cursor().map(Cursor::encode));
    }

    /** The window holds no cursor of an entry that arrived while the user was away. */
    @Test
    void noCursorIsToldAmongEventsThatCameWhileTheUserWasAway() {
        for (int offset = 0; offset < 2; offset++) {
            assertThat(log.appendUnread(record(0), ADA)).isTrue();
        }
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        reader.beginAfter(new Cursor(Replicas.TOPIC, new long[2]), Replicas::nobody);
        assertThat(search.countAfter(1, reader)).isOne();
        assertThat(search.cursorAfter(1, reader)).isEmpty();
    }

    @Test
    void anEventSaysWhetherAFilterLetsItPass() {
        append(0, ADA, "e-1");
        assertThat(only("e-1").passes(Filter.ALL)).isTrue();
        assertThat(only("e-1").passes(Filter.of(Set.of("note.*"), Set.of()))).isFalse();
    }

    /** A search that finds a hundred large events does not hold a hundred large frames. */
    @Test
    void aFoundEventHasNoTask() {
        String large = "{\"id\":\"" + "x".repeat(500_000) + "\"}";
        for (int i = 0; i < 100; i++) {
            log.append(
                    record(0), new TaskEvent("task.updated", ADA, large, "e-" + i, replicas.instant()).inChannel("c"));
        }
        List<Found> all = search.ofUser("ada", 100);
        assertThat(all).hasSize(100).allSatisfy(found -> assertThat(found.length())
                .isLessThan(1_000));
        assertThat(all.get(0).event()).isEqualTo(new EventDetails("task.updated", "e-99", replicas.instant()));
        assertThat(all.get(0).passes(Filter.of(Set.of("task.*"), Set.of("c")))).isTrue();
        assertThat(all.get(0).passes(Filter.of(Set.of("task.*"), Set.of("d")))).isFalse();
        assertThat(all.get(0).passes(Filter.of(Set.of("note.*"), Set.of()))).isFalse();
    }

    private Found only(String id) {
        List<Found> all = search.byId(id, 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void append(int partition, Audience audience, String id) {
        log.append(record(partition), event(audience, id));
    }

    private void unread(int partition, String id) {
        byte[] value = ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
        SourceRecord record = record(partition);
        assertThat(log.appendUnread(
                        new SourceRecord(partition, record.offset(), 0, record.timestamp(), value, record.headers()),
                        ADA))
                .isTrue();
    }

    private SourceRecord record(int partition) {
        return replicas.record(partition, next[partition]++);
    }

    private TaskEvent event(Audience audience, String id) {
        return new TaskEvent("task.updated", audience, "{\"id\":\"the task\"}", id, replicas.instant());
    }

    private Optional<TaskEvent> late(SourceRecord record, List<String> users) {
        parsed.incrementAndGet();
        String id = new String(record.value(), StandardCharsets.UTF_8).split("\"", 5)[3];
        return id.equals("unusable") ? Optional.empty() : Optional.of(event(new Audience.Users(users), id));
    }
}
