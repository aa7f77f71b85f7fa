package dev.taskcast.proof;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of one step.
 *
 * @param recovery the time from the end of the faults until all devices had every event published before that end;
 *     empty if it took too long
 * @param delay the longest time until all devices had every event published before some moment of the step
 * @param wrong the number of findings of the oracle during the step
 * @param late the devices that were behind, and the gateways that were not ready, when it took too long
 */
record Outcome(
        List<Strike> strikes,
        Optional<Duration> recovery,
        Duration delay,
        long events,
        long deliveries,
        long wrong,
        List<String> late) {}
