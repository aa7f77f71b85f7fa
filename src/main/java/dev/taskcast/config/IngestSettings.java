package dev.taskcast.config;

import java.time.Duration;

/**
 * What {@code POST /events} and {@code POST /task-updates} accept.
 *
 * @param maxEventBytes the largest event; Kafka's producer has to take it too ({@code max.request.size})
 * @param maxRequestBytes the largest body: the limit for a whole batch
 * @param maxBatch the most events in one request
 * @param maxInFlight how many requests may be in progress, from before their body until they are answered
 * @param maxBytesInFlight how many bytes of bodies may be in memory at the same time
 * @param bodyDeadline how long a whole body may take
 * @param ackTimeout how long Kafka may take to acknowledge
 */
public record IngestSettings(
        int maxEventBytes,
        int maxRequestBytes,
        int maxBatch,
        int maxInFlight,
        long maxBytesInFlight,
        Duration bodyDeadline,
        Duration ackTimeout) {
    /** The settings {@code taskcast.ingest.*}. */
    public static IngestSettings read(SettingValues settings) {
        int maxRequestBytes = Math.toIntExact(settings.bytes("taskcast.ingest.max-request-bytes", 1 << 10, 64 << 20));
        return new IngestSettings(
                Math.toIntExact(settings.bytes("taskcast.ingest.max-event-bytes", 1 << 10, 64 << 20)),
                maxRequestBytes,
                settings.count("taskcast.ingest.max-batch", 1, 10_000),
                settings.count("taskcast.ingest.max-in-flight", 1, 10_000),
                settings.bytes("taskcast.ingest.max-bytes-in-flight", maxRequestBytes, 1 << 30),
                settings.duration("taskcast.ingest.body-deadline", Duration.ofSeconds(1), Duration.ofMinutes(5)),
                settings.duration("taskcast.ingest.ack-timeout", Duration.ofMillis(100), Duration.ofMinutes(2)));
    }
}
