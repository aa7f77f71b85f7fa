package dev.taskcast.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out why no broker answers, which Kafka's clients do not tell: nobody listens, or one side speaks TLS and the other does not.
 *
 * <p>It knocks at the first brokers of the list with the beginning of Kafka's protocol, which needs no password. A listener with TLS
 * answers that with an alert. It takes a few seconds at most.
 */
final class BrokerProbe {
    private static final int BROKERS = 3;
    private static final int PATIENCE_MS = 1_000;
    private static final int ALERT = 0x15;
    /** ApiVersions, version 0, of a client without a name: a length of 10 bytes, and these. */
    private static final byte[] QUESTION = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1};

    private final List<String> brokers;
    private final boolean speaksTls;

    /** For clients that know {@code brokers}, host and port each, and speak TLS or not. */
    BrokerProbe(List<String> brokers, boolean speaksTls) {
        this.brokers = brokers;
        this.speaksTls = speaksTls;
    }

    /** Why no broker answers; empty if one of them speaks what we speak. */
    Optional<String> look() {
        Optional<String> first = Optional.empty();
        for (String broker : brokers.subList(0, Math.min(BROKERS, brokers.size()))) {
            Optional<String> found = look(broker);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            first = first.or(() -> found);
        }
        return first;
    }

    private Optional<String> look(String broker) {
        int colon = broker.lastIndexOf(':');
        String host = broker.substring(0, Math.max(colon, 0)).replaceAll("^.*://|[\\[\\]]", "");
        InetSocketAddress address = new InetSocketAddress(host, port(broker.substring(colon + 1)));
        if (address.isUnresolved()) {
            return Optional.of("the host of " + broker + " is not known to DNS");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MS);
            return answer(socket, broker);
        } catch (IOException unreachable) {
            return Optional.of("nobody listens at " + broker + ", or it cannot be reached");
        }
    }

    private Optional<String> answer(Socket socket, String broker) {
        try {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(QUESTION);
            int first = socket.getInputStream().read();
            if (first == ALERT && !speaksTls) {
                return Optional.of(broker + " wants TLS: see KAFKA_SECURITY_PROTOCOL");
            }
            if (first == 0 && speaksTls) {
                return Optional.of(broker + " speaks no TLS: see KAFKA_SECURITY_PROTOCOL");
            }
            return first == ALERT || first == 0
                    ? Optional.empty()
                    : Optional.of(broker + " listens, and does not speak as Kafka does");
        } catch (IOException silent) {
            return Optional.of(broker + " listens, and does not answer");
        }
    }

    private static int port(String text) {
        return Stream.of(text)
                .filter(digits -> digits.matches("\\d{1,5}"))
                .mapToInt(Integer::parseInt)
                .filter(port -> port <= 0xFFFF)
                .findFirst()
                .orElse(0);
    }
}
