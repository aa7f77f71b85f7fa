package dev.taskcast.kafka;

/** Kafka or the topic cannot be used just now; the message tells an operator why, in one line. */
final class KafkaTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refusal;

    KafkaTrouble(String reason) {
        this(reason, false);
    }

    KafkaTrouble(String reason, boolean refusal) {
        super(reason, null, false, false);
        this.refusal = refusal;
    }

    /** Whether the broker has refused who we are. */
    boolean isRefusal() {
        return refusal;
    }
}
