package dev.taskcast.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How many connections come from each public address.
 *
 * <p>An IPv6 client owns its whole /64, so that is what counts. An address that is not public says nothing
 * about the client (a proxy, or a network of our own) and is not counted. Thread-safe.
 */
final class Addresses {
    private static final int SUBNET = 8;
    private static final Source UNCOUNTED = new Source("");

    private final Map<String, Source> sources = new HashMap<>();

    /** An address and its count, which its connections share. */
    static final class Source {
        private final String address;
        private int connections;

        private Source(String address) {
            this.address = address;
        }
    }

    /** Counts a connection in, unless {@code address} (of numbers) has {@code most} already; {@link #left} counts it out. */
    synchronized Optional<Source> entered(String address, int most) {
        Optional<String> counted = counted(address);
        if (counted.isEmpty()) {
            return Optional.of(UNCOUNTED);
        }
        Source source = sources.computeIfAbsent(counted.get(), Source::new);
        if (source.connections >= most) {
            return Optional.empty();
        }
        source.connections++;
        return Optional.of(source);
    }

    synchronized void left(Source source) {
        if (source != UNCOUNTED && --source.connections == 0) {
            sources.remove(source.address);
        }
    }

    /** How many addresses have connections. */
    synchronized int size() {
        return sources.size();
    }

    private static Optional<String> counted(String address) {
        try {
            // The text of an address is not looked up.
            InetAddress parsed = InetAddress.getByName(address);
            byte[] bytes = parsed.getAddress();
            if (parsed.isLoopbackAddress()
                    || parsed.isLinkLocalAddress()
                    || parsed.isSiteLocalAddress()
                    || isSharedOrUniqueLocal(bytes)) {
                return Optional.empty();
            }
            return Optional.of(
                    HexFormat.of().formatHex(parsed instanceof Inet6Address ? Arrays.copyOf(bytes, SUBNET) : bytes));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** 100.64.0.0/10 (RFC 6598), which clouds use inside, and fc00::/7 (RFC 4193). */
    private static boolean isSharedOrUniqueLocal(byte[] bytes) {
        return bytes.length == 4 ? bytes[0] == 100 && (bytes[1] & 0xc0) == 64 : (bytes[0] & 0xfe) == 0xfc;
    }
}
