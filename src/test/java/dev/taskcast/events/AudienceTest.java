package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** An audience knows whether it is one user alone. */
class AudienceTest {
    @Test
    void anAudienceIsJustOneUserOnlyIfItNamesNoOther() {
        assertThat(users("ada").isJust("ada")).isTrue();
        assertThat(users("ada", "ada").isJust("ada")).isTrue();
        assertThat(users("ada").isJust("bob")).isFalse();
        assertThat(users("ada", "bob").isJust("ada")).isFalse();
        assertThat(new Audience.Everyone().isJust("ada")).isFalse();
    }

    private static Audience users(String... ids) {
        return new Audience.Users(List.of(ids));
    }
}
