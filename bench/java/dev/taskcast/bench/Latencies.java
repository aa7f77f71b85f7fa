package dev.taskcast.bench;

import org.HdrHistogram.Histogram;

/**
 * How late events were, and the pauses of the JVM meanwhile.
 *
 * @param micros the time from due to read, in microseconds
 * @param pauses the pauses of the server's JVM; empty for a server without a JVM
 * @param seconds how long it was measured
 */
record Latencies(Histogram micros, Pauses pauses, double seconds) {
    private static final double MICROS = 1e3;

    /** The latency at {@code percentile}, in milliseconds. */
    double at(double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS;
    }

    /** Both latencies together. */
    Latencies with(Latencies other) {
        Histogram both = micros.copy();
        both.add(other.micros);
        return new Latencies(both, pauses.with(other.pauses), seconds + other.seconds);
    }
}
