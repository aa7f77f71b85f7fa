package dev.taskcast.bench;

import org.HdrHistogram.Histogram;

/**
 * How late events were, and what the JVM did meanwhile.
 *
 * @param micros from due to read, in microseconds
 * @param pauses of the server's JVM; none if it has none
 * @param seconds how long it was measured
 */
record Latencies(Histogram micros, Pauses pauses, double seconds) {
    private static final double MICROS = 1e3;

    /** In milliseconds. */
    double at(double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS;
    }

    /** Those of both. */
    Latencies with(Latencies other) {
        Histogram both = micros.copy();
        both.add(other.micros);
        return new Latencies(both, pauses.with(other.pauses), seconds + other.seconds);
    }
}
