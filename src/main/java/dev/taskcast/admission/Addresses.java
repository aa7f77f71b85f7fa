package dev.taskcast.admission;

import dev.taskcast.config.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many connections come from each public address, and at what rate.
 *
 * <p>An IPv6 client owns its whole /64, so addresses are counted by /64. An address that is not public is not counted:
 * it belongs to a proxy or to our own network, and says nothing about the client. Thread-safe.
 */
final class Addresses {
    private static final int SUBNET = 8;
    private static final int REMEMBERED = 10_000;
    private static final Source UNCOUNTED = new Source("");

    private final Map<String, Source> sources = new HashMap<>();
    private final Map<String, RateLimit> rates = new Newest();

    /** An address and its counts, which its connections share. */
    static final class Source {
        private final String address;
        private int connections;
        private int waiting;

        private Source(String address) {
            this.address = address;
        }
    }

    /** The rates of the most recent addresses. */
    private static final class Newest extends LinkedHashMap<String, RateLimit> {
        private static final long serialVersionUID = 1L;

        Newest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
            return size() > REMEMBERED;
        }
    }

    /**
     * Whether one more connection may begin from {@code address} at {@code now}, with at most {@code perSecond} per
     * second.
     */
    boolean mayBegin(String address, int perSecond, long now) {
        return counted(address).map(key -> take(key, perSecond, now)).orElse(true);
    }

    /** Counts a connection in, unless {@code address} already has {@code most}; {@link #left} counts it out. */
    Optional<Source> entered(String address, int most) {
        Optional<String> counted = counted(address);
        return counted.isEmpty() ? Optional.of(UNCOUNTED) : count(counted.get(), most);
    }

    synchronized void left(Source source) {
        if (source != UNCOUNTED && --source.connections == 0) {
            sources.remove(source.address);
        }
    }

    /**
     * Counts in a connection of {@code source} whose client has not sent its token yet. Returns whether there are no
     * more than {@code most}.
     */
    synchronized boolean waits(Source source, int most) {
        return source == UNCOUNTED || ++source.waiting <= most;
    }

    synchronized void stoppedWaiting(Source source) {
        source.waiting--;
    }

    /** How many addresses have connections. */
    synchronized int size() {
        return sources.size();
    }

    private synchronized boolean take(String key, int perSecond, long now) {
        return rates.computeIfAbsent(key, none -> new RateLimit(perSecond, 1, now))
                .take(1, now);
    }

    private synchronized Optional<Source> count(String key, int most) {
        Source source = sources.computeIfAbsent(key, Source::new);
        if (source.connections >= most) {
            return Optional.empty();
        }
        source.connections++;
        return Optional.of(source);
    }

    private static Optional<String> counted(String address) {
        return IpAddress.parse(address).filter(parsed -> !isShared(parsed)).map(parsed -> {
            byte[] bytes = parsed.getAddress();
            return HexFormat.of().formatHex(parsed instanceof Inet6Address ? Arrays.copyOf(bytes, SUBNET) : bytes);
        });
    }

    private static boolean isShared(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || isSharedOrUniqueLocal(address.getAddress());
    }

    /** 100.64.0.0/10 (RFC 6598), which clouds use for internal addresses, and fc00::/7 (RFC 4193). */
    private static boolean isSharedOrUniqueLocal(byte[] bytes) {
        return bytes.length == 4 ? bytes[0] == 100 && (bytes[1] & 0xc0) == 64 : (bytes[0] & 0xfe) == 0xfc;
    }
}
