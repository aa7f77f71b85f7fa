package dev.taskcast.config;

import java.time.Duration;

/**
 * How a replica leaves.
 *
 * @param time how long a drain that was asked for may take, such as that of a preStop hook
 * @param signalTime how long one may take that SIGTERM or SIGINT started
 */
public record DrainSettings(Duration time, Duration signalTime) {
    /** The settings {@code taskcast.drain.*}. */
    public static DrainSettings read(SettingsReader settings) {
        return new DrainSettings(
                settings.duration("taskcast.drain.time", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                settings.duration("taskcast.drain.signal-time", Duration.ZERO, Duration.ofMinutes(1)));
    }
}
