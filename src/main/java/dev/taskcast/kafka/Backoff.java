package dev.taskcast.kafka;

import java.time.Duration;

/** How long to wait before the next try: half a second, after each further failure twice as long, at most ten seconds. Not thread-safe. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    /** After one more failure. */
    Duration afterFailure() {
        Duration now = next;
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        return now;
    }

    /** It has gone well again. */
    void reset() {
        next = FIRST;
    }
}
