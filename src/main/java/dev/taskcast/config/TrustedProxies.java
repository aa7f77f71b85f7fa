package dev.taskcast.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The addresses of trusted proxies.
 *
 * <p>The setting has one of three forms: networks ({@code 10.0.0.0/8,fd00::/8,192.0.2.7}), one regular expression for
 * the whole address ({@code 10\..*}), or {@code none}. For the regular expression, an IPv6 address is its eight groups,
 * such as {@code 2001:db8:0:0:0:0:0:1}.
 */
public final class TrustedProxies {
    /** The allowed values, for the message about a malformed value. */
    static final String ALLOWED =
            "none, networks such as 10.0.0.0/8,fd00::/8,192.0.2.7, or a regular expression for an address such as 10\\..*";

    private static final String NONE = "none";
    /** A text without any of these characters is not a regular expression, but a misspelt network. */
    private static final Pattern MEANT_AS_REGEX = Pattern.compile(".*[\\\\*+?{}()\\[\\]|^$].*");
    /**
     * A regular expression that can match an address. An expression with other letters, or with a comma outside of
     * {@code {1,3}}, matches no address.
     */
    private static final Pattern OF_ADDRESSES =
            Pattern.compile("(\\\\.|\\{\\d*,\\d*}|[0-9A-Fa-f:.*+?{}()\\[\\]|^$-])+");

    private final String text;
    private final Predicate<InetAddress> members;

    private TrustedProxies(String text, Predicate<InetAddress> members) {
        this.text = text;
        this.members = members;
    }

    /** The proxies that {@code text} names; empty if no address could match it. */
    static Optional<TrustedProxies> parse(String text) {
        if (text.equals(NONE)) {
            return Optional.of(new TrustedProxies(text, address -> false));
        }
        return networks(text).or(() -> expression(text)).map(members -> new TrustedProxies(text, members));
    }

    /** Whether {@code address} is a trusted proxy. */
    public boolean contains(InetAddress address) {
        return members.test(address);
    }

    @Override
    public String toString() {
        return text;
    }

    private static Optional<Predicate<InetAddress>> networks(String text) {
        List<Network> networks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Optional<Network> network = Network.parse(part.strip());
            if (network.isEmpty()) {
                return Optional.empty();
            }
            networks.add(network.get());
        }
        return Optional.of(address -> networks.stream().anyMatch(network -> network.contains(address)));
    }

    private static Optional<Predicate<InetAddress>> expression(String text) {
        if (!MEANT_AS_REGEX.matcher(text).matches()
                || !OF_ADDRESSES.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            Pattern pattern = Pattern.compile(text);
            return Optional.of(
                    address -> pattern.matcher(address.getHostAddress()).matches());
        } catch (PatternSyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** The addresses whose first {@code bits} are those of {@code base}. */
    private record Network(byte[] base, int bits) {
        static Optional<Network> parse(String text) {
            int slash = text.indexOf('/');
            String address = slash < 0 ? text : text.substring(0, slash);
            return IpAddress.parse(address).map(InetAddress::getAddress).flatMap(base -> {
                int bits = slash < 0 ? 8 * base.length : bits(text.substring(slash + 1));
                return bits < 0 || bits > 8 * base.length ? Optional.empty() : Optional.of(new Network(base, bits));
            });
        }

        boolean contains(InetAddress address) {
            byte[] bytes = address.getAddress();
            int whole = bits / 8;
            return bytes.length == base.length
                    && Arrays.equals(bytes, 0, whole, base, 0, whole)
                    && (bits % 8 == 0 || ((bytes[whole] ^ base[whole]) & 0xff) >> (8 - bits % 8) == 0);
        }

        private static int bits(String text) {
            return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
        }
    }
}
