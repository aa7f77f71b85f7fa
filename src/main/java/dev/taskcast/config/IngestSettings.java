package dev.taskcast.config;

import java.time.Duration;

/**
 * What {@code POST /events} and {@code POST /task-updates} accept.
 *
 * @param maxEventBytes the largest event; Kafka's producer has to take it too ({@code max.request.size})
 * @param maxRequestBytes the largest body, which is what a batch may have in total
 * @param maxBatch the most events in one request
 * @param maxInFlight how many requests may be waiting for Kafka at once
 * @param ackTimeout how long Kafka may take to acknowledge
 */
public record IngestSettings(
        int maxEventBytes, int maxRequestBytes, int maxBatch, int maxInFlight, Duration ackTimeout) {
    /** The settings {@code taskcast.ingest.*}. */
    public static IngestSettings read(SettingsReader settings) {
        return new IngestSettings(
                Math.toIntExact(settings.bytes("taskcast.ingest.max-event-bytes", 1 << 10, 64 << 20)),
                Math.toIntExact(settings.bytes("taskcast.ingest.max-request-bytes", 1 << 10, 64 << 20)),
                settings.count("taskcast.ingest.max-batch", 1, 10_000),
                settings.count("taskcast.ingest.max-in-flight", 1, 10_000),
                settings.duration("taskcast.ingest.ack-timeout", Duration.ofMillis(100), Duration.ofMinutes(2)));
    }
}
