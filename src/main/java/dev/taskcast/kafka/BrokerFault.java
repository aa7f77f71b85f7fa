package dev.taskcast.kafka;

/**
 * The reason why a broker does not answer, as far as a plain connection to it shows.
 *
 * @param broker its host and port, for the log only: a caller that asks for the replica's health need not know them
 */
record BrokerFault(Kind kind, String broker) {
    /** The kinds of fault. Their texts name no address. The kinds that are certain come first. */
    enum Kind {
        WANTS_TLS("the broker requires TLS: see KAFKA_SECURITY_PROTOCOL"),
        SPEAKS_NO_TLS("the broker speaks no TLS: see KAFKA_SECURITY_PROTOCOL"),
        SPEAKS_OTHERWISE("the server there does not speak Kafka's protocol"),
        IS_UNKNOWN("a host of KAFKA_BOOTSTRAP_SERVERS is not known to DNS"),
        IS_UNREACHABLE("nothing listens there, or it cannot be reached"),
        HANGS_UP("the server there closes each connection"),
        IS_SILENT("the server there does not answer");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
