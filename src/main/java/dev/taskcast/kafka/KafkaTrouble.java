package dev.taskcast.kafka;

/** Kafka or the topic cannot be used just now; the message tells an operator why, in one line. */
final class KafkaTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    KafkaTrouble(String reason) {
        super(reason, null, false, false);
    }
}
