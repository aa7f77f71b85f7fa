package dev.taskcast.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a page, as browsers compare it: scheme, host, port (RFC 6454).
 *
 * <p>Two spellings of one origin are equal. They may differ in upper case, the default port, and the zeros of an IPv6
 * address. A host outside ASCII is not an origin, since browsers send it as punycode.
 *
 * @param scheme in lower case
 * @param host in lower case, an IPv6 address in brackets; empty only if the scheme has no hosts ({@code file})
 * @param port the port; {@value #NO_PORT} if neither the origin nor its scheme has one
 */
public record Origin(String scheme, String host, int port) {
    /** Stands for every page: {@code *} in the list of origins. No page sends this origin. */
    public static final Origin ANY = new Origin("*", "", -1);
    /**
     * The origin {@code null} of a page without an origin, such as a page in a sandbox or, in most browsers, in a file.
     */
    public static final Origin OPAQUE = new Origin("null", "", -1);

    /** The IPv6 host of this machine, {@code [::1]}. */
    public static final String IPV6_LOOPBACK = "[0:0:0:0:0:0:0:1]";

    private static final int NO_PORT = -1;
    private static final int MAX_PORT = 65_535;
    private static final Pattern ORIGIN = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)");
    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final Set<String> OF_SOCKETS = Set.of("ws", "wss");

    /** Parses {@code text}, the header of a request; empty if no browser sends such a text. */
    public static Optional<Origin> parse(String text) {
        if (text.equals("null")) {
            return Optional.of(OPAQUE);
        }
        Matcher origin = ORIGIN.matcher(text);
        if (!origin.matches()) {
            return Optional.empty();
        }
        String scheme = origin.group(1).toLowerCase(Locale.ROOT);
        if (origin.group(2).isEmpty()) {
            return scheme.equals("file") ? Optional.of(new Origin(scheme, "", NO_PORT)) : Optional.empty();
        }
        return of(scheme, origin.group(2));
    }

    /** The origin of a page with {@code scheme} at {@code authority}, which is a request's {@code Host}. */
    public static Optional<Origin> of(String scheme, String authority) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = parts.group(2) == null ? usualPort(scheme) : Integer.parseInt(parts.group(2));
        if (port > MAX_PORT || port == 0) {
            return Optional.empty();
        }
        return host(parts.group(1)).map(host -> new Origin(scheme, host, port));
    }

    /**
     * Whether a page can have this origin. The scheme of a socket is not an origin: the page that opens the socket has
     * one.
     */
    boolean isOfPages() {
        return !OF_SOCKETS.contains(scheme);
    }

    /** The text of this origin in the list of origins. */
    @Override
    public String toString() {
        if (equals(ANY) || equals(OPAQUE)) {
            return scheme;
        }
        return scheme + "://" + host + (port == usualPort(scheme) ? "" : ":" + port);
    }

    private static Optional<String> host(String text) {
        if (!text.startsWith("[")) {
            return Optional.of(text.toLowerCase(Locale.ROOT));
        }
        return IpAddress.parse(text.substring(1, text.length() - 1))
                .map(InetAddress::getHostAddress)
                .map(address -> "[" + address + "]");
    }

    private static int usualPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            case "ftp" -> 21;
            default -> NO_PORT;
        };
    }
}
