package dev.taskcast.kafka;

/**
 * Why a broker gives no answer, as far as somebody can tell who knocks there.
 *
 * @param broker host and port of it, for the log alone: whoever asks for the health of a replica need not know them
 */
record BrokerFault(Kind kind, String broker) {
    /** What is wrong, in words that name no address. Those that are sure come first. */
    enum Kind {
        WANTS_TLS("the broker wants TLS: see KAFKA_SECURITY_PROTOCOL"),
        SPEAKS_NO_TLS("the broker speaks no TLS: see KAFKA_SECURITY_PROTOCOL"),
        SPEAKS_OTHERWISE("what listens there does not speak as Kafka does"),
        IS_UNKNOWN("a host of KAFKA_BOOTSTRAP_SERVERS is not known to DNS"),
        IS_UNREACHABLE("nobody listens there, or it cannot be reached"),
        HANGS_UP("what listens there ends each connection"),
        IS_SILENT("what listens there does not answer");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
