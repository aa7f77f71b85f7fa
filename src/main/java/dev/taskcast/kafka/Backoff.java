package dev.taskcast.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: at first at most a quarter of a second, or what its owner says, after each further failure
 * up to twice as long, at most ten seconds. By chance it is up to a half shorter, so that replicas which fail together do not try again together. Not thread-safe.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(10);
    /** A failure so long after the last one has nothing to do with it. */
    private static final Duration OVER = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Duration first;
    private final DoubleSupplier chance;
    private Duration next;
    private Instant last = Instant.MIN;

    Backoff(InstantSource clock) {
        this(clock, FIRST);
    }

    /** One that waits for at most {@code first} after the first failure. */
    Backoff(InstantSource clock, Duration first) {
        this(clock, first, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** One whose {@code chance} is from 0 to 1. */
    Backoff(InstantSource clock, DoubleSupplier chance) {
        this(clock, FIRST, chance);
    }

    private Backoff(InstantSource clock, Duration first, DoubleSupplier chance) {
        this.clock = clock;
        this.first = first.compareTo(LONGEST) < 0 ? first : LONGEST;
        this.chance = chance;
        this.next = this.first;
    }

    /** After one more failure. */
    Duration afterFailure() {
        Instant now = clock.instant();
        if (last.isBefore(now.minus(OVER))) {
            reset();
        }
        last = now;
        Duration most = next;
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        return most.minusNanos((long) (most.toNanos() / 2.0 * chance.getAsDouble()));
    }

    /** It has gone well again. */
    void reset() {
        next = first;
    }
}
