package dev.taskcast.auth;

import io.prometheus.metrics.core.metrics.Histogram;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** The reads of the document with an issuer's keys: their times, their failures, and the last success. Thread-safe. */
final class KeyReads {
    private static final double SECOND = 1e9;

    private final Histogram times;
    private final InstantSource clock;
    private final LongAdder failures = new LongAdder();
    private volatile Optional<Instant> last = Optional.empty();

    /** Creates one without reads; {@code times} has a label for the outcome. */
    KeyReads(Histogram times, InstantSource clock) {
        this.times = times;
        this.clock = clock;
    }

    /** A loader that reads through {@code loader} and counts each read. */
    KeyLoader counting(KeyLoader loader) {
        return () -> {
            long begun = System.nanoTime();
            try {
                PublicKeys keys = loader.read();
                last = Optional.of(clock.instant());
                ended("read", begun);
                return keys;
            } catch (IOException | RuntimeException failed) {
                failures.increment();
                ended("failed", begun);
                throw failed;
            }
        };
    }

    private void ended(String outcome, long begun) {
        times.labelValues(outcome).observe((System.nanoTime() - begun) / SECOND);
    }

    /** How many reads failed. */
    long failures() {
        return failures.sum();
    }

    /** How old the keys are; empty before they were read. */
    Optional<Duration> age() {
        return last.map(at -> Duration.between(at, clock.instant()));
    }
}
