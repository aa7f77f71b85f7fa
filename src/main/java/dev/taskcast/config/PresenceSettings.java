package dev.taskcast.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether and how replicas tell who is online.
 *
 * @param topic where they do, if they do; always a topic of its own
 * @param lease for how long what a replica has said holds
 * @param maxBytes the most memory for what all of them have said
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
