package dev.taskcast.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the topic is watched; how Kafka is reached stands in the channel's own settings.
 *
 * @param topic the topic of task events
 * @param deadLetterTopic where records of it that cannot be used are copied to, if anywhere; always another topic
 * @param controlTopic where revocations are, if they have a topic of their own; always another one
 * @param watchInterval how often broker and topic are looked at
 * @param watchTimeout how long a broker may take to answer before readiness goes down
 * @param channelDeadline how long the channel may not ask for records, or leave records unread, before liveness goes down
 * @param maxRecordBytes the largest value of a record that is looked into
 * @param maxRecordDepth how many objects and arrays may stand one in another in it, itself included
 * @param rememberedEvents how many CloudEvents are remembered, to drop their copies
 * @param keyedByUser whether a record with a key is for the user of that key alone
 */
public record KafkaSettings(
        String topic,
        Optional<String> deadLetterTopic,
        Optional<String> controlTopic,
        Duration watchInterval,
        Duration watchTimeout,
        Duration channelDeadline,
        int maxRecordBytes,
        int maxRecordDepth,
        int rememberedEvents,
        boolean keyedByUser) {
    /** Two looks fit into the shortest time that a client waits for a replica to reach its cursor. */
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(4);

    /** The settings {@code taskcast.kafka.*}. */
    public static KafkaSettings read(SettingValues settings) {
        Duration tenth = Duration.ofMillis(100);
        Duration minute = Duration.ofMinutes(1);
        // Kafka's clients get what is in it, without this record.
        settings.optional(KafkaFile.VARIABLE).ifPresent(KafkaFile::read);
        return new KafkaSettings(
                settings.text("taskcast.kafka.topic"),
                settings.other("taskcast.kafka.dead-letter-topic", "taskcast.kafka.topic"),
                settings.other(
                        "taskcast.kafka.control-topic", "taskcast.kafka.topic", "taskcast.kafka.dead-letter-topic"),
                settings.duration("taskcast.kafka.watch-interval", tenth, LONGEST_INTERVAL),
                settings.duration("taskcast.kafka.watch-timeout", tenth, minute),
                settings.duration("taskcast.kafka.channel-deadline", Duration.ofSeconds(10), Duration.ofHours(1)),
                Math.toIntExact(settings.bytes("taskcast.kafka.max-record-bytes", 1 << 10, 64 << 20)),
                settings.count("taskcast.kafka.max-record-depth", 4, 100),
                settings.count("taskcast.kafka.remembered-events", 1, 100_000_000),
                settings.flag("taskcast.kafka.keyed-by-user"));
    }
}
