package dev.taskcast.kafka;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out why no broker answers, which Kafka's clients do not tell. For example, nothing listens there, or only one
 * side speaks TLS.
 *
 * <p>The probe connects to the first brokers of the list and sends the first request of Kafka's protocol, which needs
 * no password. A listener with TLS answers it with an alert. A look takes a few seconds at most. While brokers stay
 * silent, the probe looks less and less often, and between looks it repeats the last result. If any broker speaks the
 * same protocol as the gateway, the probe finds nothing: then the cause stays unknown. Thread-safe.
 */
final class BrokerProbe {
    private static final int BROKERS = 3;
    private static final int ADDRESSES = 2;
    private static final int PATIENCE_MS = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int ALERT = 0x15;
    private static final int MOST_BYTES = 1 << 16;
    private static final int NUMBER = 1;
    /** The request: its length of 10 bytes, then ApiVersions, version 0, number 1, of a client without a name. */
    private static final byte[] QUESTION = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, NUMBER, -1, -1};

    private final List<String> brokers;
    private final boolean speaksTls;
    private final InstantSource clock;
    private Optional<BrokerFault> found = Optional.empty();
    private Instant lookedAt = Instant.MIN;
    private Duration pause = FIRST_PAUSE;

    /**
     * Creates a probe for clients that know {@code brokers} as host and port. {@code speaksTls} tells whether they use
     * TLS.
     */
    BrokerProbe(List<String> brokers, boolean speaksTls, InstantSource clock) {
        this.brokers = brokers;
        this.speaksTls = speaksTls;
        this.clock = clock;
    }

    /**
     * Why no broker answers, by this look or by the last one. Empty if a broker speaks the protocol that the gateway
     * speaks.
     */
    synchronized Optional<BrokerFault> look() {
        Instant now = clock.instant();
        // Long after the last look, or after the clock was set back, its result says nothing about this trouble.
        boolean isAnew = lookedAt.isBefore(now.minus(LONGEST_PAUSE.multipliedBy(2))) || lookedAt.isAfter(now);
        if (!isAnew && now.isBefore(lookedAt.plus(pause))) {
            return found;
        }
        Duration doubled = pause.multipliedBy(2);
        pause = isAnew ? FIRST_PAUSE : doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        found = knock();
        lookedAt = clock.instant();
        return found;
    }

    private Optional<BrokerFault> knock() {
        List<BrokerFault> faults = new ArrayList<>();
        for (String broker : brokers.subList(0, Math.min(BROKERS, brokers.size()))) {
            Optional<BrokerFault.Kind> fault = knock(broker);
            if (fault.isEmpty()) {
                return Optional.empty();
            }
            faults.add(new BrokerFault(fault.get(), broker));
        }
        return faults.stream().min(Comparator.comparing(BrokerFault::kind));
    }

    private Optional<BrokerFault.Kind> knock(String broker) {
        int colon = broker.lastIndexOf(':');
        String host = broker.substring(0, Math.max(colon, 0)).replaceAll("^.*://|[\\[\\]]", "");
        int port = port(broker.substring(colon + 1));
        Optional<BrokerFault.Kind> worst = Optional.empty();
        try {
            // Kafka's clients also try each address of a host.
            for (InetAddress address :
                    Stream.of(InetAddress.getAllByName(host)).limit(ADDRESSES).toList()) {
                Optional<BrokerFault.Kind> fault = knock(new InetSocketAddress(address, port));
                if (fault.isEmpty()) {
                    return fault;
                }
                worst = Stream.concat(worst.stream(), fault.stream()).min(Comparator.naturalOrder());
            }
        } catch (UnknownHostException unknown) {
            return Optional.of(BrokerFault.Kind.IS_UNKNOWN);
        }
        return worst;
    }

    private Optional<BrokerFault.Kind> knock(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MS);
            return answer(socket);
        } catch (IOException unreachable) {
            return Optional.of(BrokerFault.Kind.IS_UNREACHABLE);
        }
    }

    private Optional<BrokerFault.Kind> answer(Socket socket) {
        try {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(QUESTION);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int first = in.readUnsignedByte();
            if (first == ALERT) {
                return speaksTls ? Optional.empty() : Optional.of(BrokerFault.Kind.WANTS_TLS);
            }
            if (!isKafka(first, in)) {
                return Optional.of(BrokerFault.Kind.SPEAKS_OTHERWISE);
            }
            return speaksTls ? Optional.of(BrokerFault.Kind.SPEAKS_NO_TLS) : Optional.empty();
        } catch (EOFException ended) {
            return Optional.of(BrokerFault.Kind.HANGS_UP);
        } catch (IOException silent) {
            return Optional.of(BrokerFault.Kind.IS_SILENT);
        }
    }

    /**
     * Whether an answer is Kafka's: a length, then the number of the request. Its {@code first} byte is read already.
     */
    private static boolean isKafka(int first, DataInputStream in) throws IOException {
        if (first != 0) {
            return false;
        }
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        return length < MOST_BYTES && in.readInt() == NUMBER;
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
