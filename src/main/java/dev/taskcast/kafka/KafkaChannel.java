package dev.taskcast.kafka;

/** Names that the channel's settings and this code share. */
final class KafkaChannel {
    /** The {@code client.id} of the channel's consumer, under which its metrics are found. */
    static final String CLIENT_ID = "taskcast";

    private KafkaChannel() {}
}
