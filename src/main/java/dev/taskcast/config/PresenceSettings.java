package dev.taskcast.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether and how replicas tell who is online.
 *
 * @param topic the topic of presence, if it is on; always a topic of its own
 * @param lease how long the records of a replica are valid after it has renewed its lease
 * @param maxBytes the most memory for presence data of all replicas
 */
public record PresenceSettings(Optional<String> topic, Duration lease, long maxBytes) {
    /** The settings {@code taskcast.presence.*}. */
    public static PresenceSettings read(SettingValues settings) {
        return new PresenceSettings(
                settings.other(
                        "taskcast.presence.topic",
                        "taskcast.kafka.topic",
                        "taskcast.kafka.dead-letter-topic",
                        "taskcast.kafka.control-topic"),
                settings.duration("taskcast.presence.lease", Duration.ofSeconds(5), Duration.ofHours(1)),
                settings.bytes(
                        "taskcast.presence.max-bytes",
                        1 << 20,
                        Runtime.getRuntime().maxMemory() / 4));
    }
}
