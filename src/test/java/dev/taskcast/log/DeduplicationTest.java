package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.EventIdentity;
import dev.taskcast.events.NamedEvent;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.log.Deduplication.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeduplicationTest {
    private static final long MINUTE = 60_000;

    private final Deduplication seen = new Deduplication(Duration.ofMinutes(15), 3);

    @Test
    void aCopyWithinTheWindowIsOne() {
        assertThat(take(event("/a", "1"), 0)).isEqualTo(Verdict.FIRST);
        assertThat(take(event("/a", "1"), 15 * MINUTE)).isEqualTo(Verdict.COPY);
    }

    @Test
    void otherContentUnderAUsedNameIsAnotherEvent() {
        take(event("/a", "1"), 0);
        assertThat(take(event("/a", "1", "{\"id\":2}"), 1)).isEqualTo(Verdict.ID_REUSED);
        assertThat(take(event("/a", "1", "{\"id\":2}"), 2)).isEqualTo(Verdict.COPY);
    }

    @Test
    void aTaskThatChangesBackIsNoCopyOfWhatItWas() {
        take(event("/a", "1"), 0);
        take(event("/a", "1", "{\"id\":2}"), 1);
        assertThat(take(event("/a", "1"), 2)).isEqualTo(Verdict.ID_REUSED);
        assertThat(take(event("/a", "1"), 3)).isEqualTo(Verdict.COPY);
    }

    @Test
    void aRecordForEachUserThatIsWrittenAgainIsACopyForEach() {
        for (String user : List.of("ada", "bob")) {
            take(eventFor(user), 0);
        }
        for (String user : List.of("ada", "bob")) {
            assertThat(take(eventFor(user), 1)).as(user).isEqualTo(Verdict.COPY);
        }
    }

    @Test
    void anEventThatWasNotTakenIsNoCopyOfItself() {
        NamedEvent event = event("/a", "1");
        assertThat(seen.verdict(event, 0)).isEqualTo(Verdict.FIRST);
        assertThat(seen.verdict(event, 1)).isEqualTo(Verdict.FIRST);
    }

    @Test
    void aCopyOlderThanTheFirstIsACopy() {
        take(event("/a", "1"), 10 * MINUTE);
        assertThat(take(event("/a", "1"), 5 * MINUTE)).isEqualTo(Verdict.COPY);
    }

    @Test
    void afterTheWindowTheSameNameAndContentIsANewEvent() {
        take(event("/a", "1"), 0);
        assertThat(take(event("/a", "1"), 15 * MINUTE + 1)).isEqualTo(Verdict.FIRST);
        assertThat(take(event("/a", "1"), 30 * MINUTE)).isEqualTo(Verdict.COPY);
    }

    @Test
    void afterTheClockWasSetBackACopyIsStillACopy() {
        take(event("/a", "1"), 60 * MINUTE);
        assertThat(take(event("/a", "2"), 40 * MINUTE)).isEqualTo(Verdict.FIRST);
        assertThat(take(event("/a", "2"), 40 * MINUTE + 1)).isEqualTo(Verdict.COPY);
    }

    @Test
    void aCopyThatComesAfterTheClockWasSetBackIsACopy() {
        take(event("/a", "1"), 60 * MINUTE);
        assertThat(take(event("/a", "1"), 40 * MINUTE)).isEqualTo(Verdict.COPY);
    }

    @Test
    void theSameIdOfAnotherSourceIsAnotherEvent() {
        take(event("/a", "1"), 0);
        assertThat(take(event("/b", "1"), 0)).isEqualTo(Verdict.FIRST);
        assertThat(take(event("/", "a1"), 0)).isEqualTo(Verdict.FIRST);
    }

    @Test
    void memoryIsBoundedAndTheOldestAreForgotten() {
        for (int id = 1; id <= 4; id++) {
            take(event("/a", "" + id), id);
        }
        assertThat(seen.size()).isEqualTo(3);
        assertThat(take(event("/a", "4"), 5)).isEqualTo(Verdict.COPY);
        assertThat(take(event("/a", "1"), 5)).isEqualTo(Verdict.FIRST);
    }

    @Test
    void aNameIsForgottenWithTheLastOfItsEvents() {
        for (int id = 1; id <= 4; id++) {
            take(event("/a", "1", "{\"id\":" + id + "}"), id);
        }
        assertThat(take(event("/a", "1", "{\"id\":9}"), 15 * MINUTE + 4)).isEqualTo(Verdict.ID_REUSED);
        assertThat(take(event("/a", "1", "{\"id\":10}"), 60 * MINUTE)).isEqualTo(Verdict.FIRST);
    }

    @Test
    void anEventThatHasLeftTheWindowTakesNoMemory() {
        take(event("/a", "1"), 0);
        take(event("/a", "2"), 1);
        take(event("/a", "3"), 20 * MINUTE);
        assertThat(seen.size()).isEqualTo(1);
    }

    private Verdict take(NamedEvent event, long arrival) {
        Verdict verdict = seen.verdict(event, arrival);
        seen.remember(event, arrival);
        return verdict;
    }

    private static NamedEvent event(String source, String id) {
        return event(source, id, "{\"id\":1}");
    }

    private static NamedEvent event(String source, String id, String task) {
        return event(source, id, task, "ada");
    }

    private static NamedEvent eventFor(String user) {
        return event("/a", "1", "{\"id\":1}", user);
    }

    private static NamedEvent event(String source, String id, String task, String user) {
        Audience one = new Audience.Users(List.of(user));
        TaskEvent event = new TaskEvent("task.updated", one, task, id, Instant.EPOCH);
        return NamedEvent.of(new EventIdentity(source, id), event);
    }
}
