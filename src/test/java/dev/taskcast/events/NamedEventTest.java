package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A fingerprint identifies one event, and is the same on every replica. */
class NamedEventTest {
    private static final Audience ADA = new Audience.Users(List.of("ada"));
    private static final TaskEvent EVENT = new TaskEvent("task.updated", ADA, "{\"id\":1}", "e", Instant.EPOCH);

    @Test
    void anyDifferenceMakesAnotherFingerprint() {
        Stream<NamedEvent> events = Stream.of(
                NamedEvent.of(new EventIdentity("/a", "bc"), EVENT),
                NamedEvent.of(new EventIdentity("/ab", "c"), EVENT),
                NamedEvent.of(new EventIdentity("/a", "bc"), event("task.deleted", ADA, "{\"id\":1}")),
                NamedEvent.of(new EventIdentity("/a", "bc"), event("task.updated", ADA, "{\"id\":2}")),
                NamedEvent.of(new EventIdentity("/a", "bc"), EVENT.inChannel("board:7")),
                NamedEvent.of(new EventIdentity("/a", "bc"), EVENT.inChannel("board:8")),
                NamedEvent.of(new EventIdentity("/a", "bc"), event("task.updated", users("bob"), "{\"id\":1}")),
                NamedEvent.of(new EventIdentity("/a", "bc"), event("task.updated", users("a", "da"), "{\"id\":1}")),
                NamedEvent.of(
                        new EventIdentity("/a", "bc"), event("task.updated", new Audience.Everyone(), "{\"id\":1}")));
        assertThat(events.map(NamedEvent::fingerprint)).doesNotHaveDuplicates().hasSize(9);
    }

    @Test
    void aCopyWithAnotherTimeHasTheSameFingerprint() {
        NamedEvent one = NamedEvent.of(new EventIdentity("/a", "e"), EVENT);
        TaskEvent again = new TaskEvent("task.updated", ADA, "{\"id\":1}", "e", Instant.parse("2026-11-23T10:00:00Z"));
        NamedEvent other = NamedEvent.of(new EventIdentity("/a", "e"), again);
        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(other.event().fingerprint())
                .isEqualTo(one.event().fingerprint())
                .hasSize(22);
    }

    /** The name alone tells which events may be copies of one event. */
    @Test
    void theNameIsOfTheSourceAndTheIdAlone() {
        long name = NamedEvent.of(new EventIdentity("/a", "bc"), EVENT).name();
        TaskEvent another = event("task.deleted", users("bob"), "{\"id\":2}").inChannel("board:7");
        assertThat(NamedEvent.of(new EventIdentity("/a", "bc"), another).name()).isEqualTo(name);
        for (EventIdentity other : List.of(
                new EventIdentity("/ab", "c"),
                new EventIdentity("/a", "bd"),
                new EventIdentity("/b", "bc"),
                new EventIdentity("bc", "/a"))) {
            assertThat(NamedEvent.of(other, EVENT).name()).isNotEqualTo(name);
        }
    }

    @Test
    void theAddressedNameIsOfTheAddressToo() {
        EventIdentity identity = new EventIdentity("/a", "bc");
        List<Long> names = Stream.of(ADA, users("bob"), users("ada", "bob"), users("adabob"), new Audience.Everyone())
                .map(audience -> NamedEvent.of(identity, event("task.updated", audience, "{\"id\":1}"))
                        .addressedName())
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(NamedEvent.of(identity, event("task.deleted", ADA, "{}")).addressedName())
                .isEqualTo(names.get(0));
        assertThat(NamedEvent.of(new EventIdentity("/b", "bc"), EVENT).addressedName())
                .isNotEqualTo(names.get(0));
    }

    private static TaskEvent event(String type, Audience audience, String task) {
        return new TaskEvent(type, audience, task, "e", Instant.EPOCH);
    }

    private static Audience users(String... ids) {
        return new Audience.Users(List.of(ids));
    }
}
