package dev.taskcast.proof;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of one step.
 *
 * @param recovery from the end of the faults until all devices had what was published before that end; empty if it took too long
 * @param delay the longest time that it took during the step until all devices had what was published until some moment
 * @param wrong findings of the oracle during the step
 * @param late devices that were behind, and gateways that were not ready, when it took too long
 */
record Outcome(
        List<Strike> strikes,
        Optional<Duration> recovery,
        Duration delay,
        long events,
        long deliveries,
        long wrong,
        List<String> late) {}
