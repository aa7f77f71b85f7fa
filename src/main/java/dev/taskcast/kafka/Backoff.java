package dev.taskcast.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * The pause before the next try. The first pause is at most a quarter of a second, or what the owner sets. Each further
 * failure doubles it, up to ten seconds. Chance makes it shorter by up to a half, so that replicas which fail together
 * do not try again together. Not thread-safe.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** After this long without a failure, the next failure counts as the first one. */
    private static final Duration OVER = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Duration first;
    private final DoubleSupplier chance;
    private Duration next;
    private Instant last = Instant.MIN;
    private Instant end = Instant.MIN;

    Backoff(InstantSource clock) {
        this(clock, FIRST);
    }

    /** Creates a backoff whose first pause is at most {@code first}. */
    Backoff(InstantSource clock, Duration first) {
        this(clock, first, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Creates a backoff; {@code chance} gives numbers from 0 to 1. */
    Backoff(InstantSource clock, DoubleSupplier chance) {
        this(clock, FIRST, chance);
    }

    private Backoff(InstantSource clock, Duration first, DoubleSupplier chance) {
        this.clock = clock;
        this.first = first.compareTo(LONGEST) < 0 ? first : LONGEST;
        this.chance = chance;
        this.next = this.first;
    }

    /** Notes a failure, and returns the pause before the next try. */
    Duration afterFailure() {
        Instant now = clock.instant();
        if (last.isBefore(now.minus(OVER))) {
            reset();
        }
        last = now;
        Duration most = next;
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        Duration pause = most.minusNanos((long) (most.toNanos() / 2.0 * chance.getAsDouble()));
        end = now.plus(pause);
        return pause;
    }

    /** Whether the pause after the last failure is over. A clock that is set back ends the pause. */
    boolean isOver() {
        Instant now = clock.instant();
        return now.isBefore(last) || !now.isBefore(end);
    }

    /** Notes a success: the next pause is a first one. */
    void reset() {
        next = first;
    }
}
