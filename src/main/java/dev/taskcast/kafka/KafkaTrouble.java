package dev.taskcast.kafka;

import java.util.Optional;

/** Kafka or the topic cannot be used now. The message tells an operator why, in one line, and names no address. */
final class KafkaTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refusal;
    /** Null unless a broker's fault is known. */
    private final String broker;

    KafkaTrouble(String reason) {
        this(reason, false);
    }

    KafkaTrouble(String reason, boolean refusal) {
        super(reason, null, false, false);
        this.refusal = refusal;
        this.broker = null;
    }

    /** No broker answers, because of {@code fault}. */
    KafkaTrouble(BrokerFault fault) {
        super("no broker answers: " + fault.kind().words(), null, false, false);
        this.refusal = false;
        this.broker = fault.broker();
    }

    /** Whether the broker refuses the gateway's credentials or rights. */
    boolean isRefusal() {
        return refusal;
    }

    /** The message for the log, which may name the broker's host and port. */
    String forTheLog() {
        return getMessage()
                + Optional.ofNullable(broker).map(where -> " (" + where + ")").orElse("");
    }
}
