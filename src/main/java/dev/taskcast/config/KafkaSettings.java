package dev.taskcast.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the topic is watched. The channel's own settings say how Kafka is reached.
 *
 * @param topic the topic of task events
 * @param deadLetterTopic the topic to which unusable records are copied, if any; always another topic
 * @param controlTopic the topic of revocations, if they have their own; always another topic
 * @param watchInterval how often the broker and the topic are checked
 * @param watchTimeout how long a broker may take to answer before readiness fails
 * @param channelDeadline liveness fails if the channel has not asked for records, or has left records unread, for this
 *     long
 * @param maxRecordBytes the largest value of a record that is parsed
 * @param maxRecordDepth the deepest nesting of objects and arrays in a record, including the record itself
 * @param rememberedEvents how many CloudEvents are remembered, to drop their copies
 * @param keyedByUser whether a record with a key may only be for the user in that key
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
    /**
     * With this interval, two checks fit into the shortest time that a client waits for a replica to reach its cursor.
     */
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(4);

    /** The settings {@code taskcast.kafka.*}. */
    public static KafkaSettings read(SettingValues settings) {
        Duration tenth = Duration.ofMillis(100);
        Duration minute = Duration.ofMinutes(1);
        // Kafka's clients read its content without this record.
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
