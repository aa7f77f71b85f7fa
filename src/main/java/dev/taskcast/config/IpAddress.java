package dev.taskcast.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads an IP address in numeric form. It never looks up a name, because the text may come from a header. */
public final class IpAddress {
    private static final String BYTE = "(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,42}");

    private IpAddress() {}

    /**
     * The address that {@code text} is, such as {@code 192.0.2.1} or {@code 2001:db8::1}, without brackets and port. An
     * IPv4 address inside an IPv6 one ({@code ::ffff:192.0.2.1}) is the IPv4 address.
     */
    public static Optional<InetAddress> parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
