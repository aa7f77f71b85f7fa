package dev.taskcast.presence;

import dev.taskcast.presence.PresenceTable.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The table of presence, judged as of the time when the topic was last read to its end.
 *
 * @param asOf this time by the wall clock, to be shown
 * @param time the same time by the {@link SteadyClock}, to be compared
 */
record View(PresenceTable table, Instant asOf, Duration time) {
    /** What is known of {@code user}. */
    Known user(String user) {
        return table.user(user, time);
    }

    /** The replicas with a valid lease. */
    List<String> replicas() {
        return table.replicas(time);
    }

    /** How many users are online, counted once for each replica. */
    int online() {
        return table.online(time);
    }
}
