package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeduplicationTest {
    private static final long MINUTE = 60_000;

    private final Deduplication seen = new Deduplication(Duration.ofMinutes(15), 3);

    @Test
    void aCopyWithinTheWindowIsNotTheFirst() {
        assertThat(seen.isFirst(event("/a", "1"), 0)).isTrue();
        assertThat(seen.isFirst(event("/a", "1"), 15 * MINUTE)).isFalse();
    }

    @Test
    void aCopyOlderThanTheFirstIsACopy() {
        seen.isFirst(event("/a", "1"), 10 * MINUTE);
        assertThat(seen.isFirst(event("/a", "1"), 5 * MINUTE)).isFalse();
    }

    @Test
    void afterTheWindowTheSameIdentityIsANewEvent() {
        seen.isFirst(event("/a", "1"), 0);
        assertThat(seen.isFirst(event("/a", "1"), 15 * MINUTE + 1)).isTrue();
        assertThat(seen.isFirst(event("/a", "1"), 30 * MINUTE)).isFalse();
    }

    @Test
    void theSameIdOfAnotherSourceIsAnotherEvent() {
        seen.isFirst(event("/a", "1"), 0);
        assertThat(seen.isFirst(event("/b", "1"), 0)).isTrue();
        assertThat(seen.isFirst(event("/", "a1"), 0)).isTrue();
    }

    @Test
    void memoryIsBoundedAndTheOldestAreForgotten() {
        for (int id = 1; id <= 4; id++) {
            seen.isFirst(event("/a", "" + id), id);
        }
        assertThat(seen.size()).isEqualTo(3);
        assertThat(seen.isFirst(event("/a", "4"), 5)).isFalse();
        assertThat(seen.isFirst(event("/a", "1"), 5)).isTrue();
    }

    @Test
    void whatHasLeftTheWindowTakesNoMemory() {
        seen.isFirst(event("/a", "1"), 0);
        seen.isFirst(event("/a", "2"), 1);
        seen.isFirst(event("/a", "3"), 20 * MINUTE);
        assertThat(seen.size()).isEqualTo(1);
    }

    private static EventIdentity event(String source, String id) {
        return new EventIdentity(source, id);
    }
}
