package dev.taskcast.config;

import java.time.Duration;

/**
 * How many past events a replica keeps.
 *
 * @param maxBytes the most memory that the window may take
 * @param maxAge how long an event is kept if there is enough memory
 */
public record WindowSettings(long maxBytes, Duration maxAge) {
    private static final long MIN_BYTES = 1 << 20;

    /** The settings {@code taskcast.window.*}. */
    public static WindowSettings read(SettingValues settings) {
        return new WindowSettings(
                settings.bytes(
                        "taskcast.window.max-bytes",
                        MIN_BYTES,
                        Runtime.getRuntime().maxMemory() * 3 / 4),
                settings.duration("taskcast.window.max-age", Duration.ofSeconds(10), Duration.ofDays(1)));
    }
}
