package dev.taskcast.admission;

import dev.taskcast.config.IpAddress;
import dev.taskcast.config.ProxySettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What proxies in front tell of a client: its address, and whether it used TLS.
 *
 * <p>A proxy appends the address of its own client at the right end. It passes on the text on the left, which anybody
 * may have written. So the client's address is the rightmost one that is not of a trusted proxy; addresses left of it
 * are ignored. The headers count only if a trusted proxy sent the request. Of {@code Forwarded} and
 * {@code X-Forwarded-For}, only the one that the setting names counts. A proxy that writes one of them passes on the
 * other one as the client sent it. Thread-safe.
 */
@Singleton
final class Proxies {
    /** An unknown address: it may stand for many clients. */
    private static final String UNKNOWN = "";

    private static final String FORWARDED = "Forwarded";
    /** More proxies than a request passes through. */
    private static final int MOST_HOPS = 32;

    private final ProxySettings settings;

    @Inject
    Proxies(ProxySettings settings) {
        this.settings = settings;
    }

    /** The IP address of the client that sent {@code request}; empty if a trusted proxy does not tell it. */
    String client(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        if (!isTrusted(IpAddress.parse(peer))) {
            return peer;
        }
        Iterator<String> hops = new FromTheRight(lines(request, settings.forwarded() ? FORWARDED : "X-Forwarded-For"));
        for (int i = 0; i < MOST_HOPS && hops.hasNext(); i++) {
            Optional<InetAddress> hop = address(hops.next());
            if (!isTrusted(hop)) {
                return hop.map(InetAddress::getHostAddress).orElse(UNKNOWN);
            }
        }
        return UNKNOWN;
    }

    /** Whether {@code request} certainly came by TLS, to this server or to a trusted proxy. */
    boolean isSecure(HttpServletRequest request) {
        if (request.isSecure() || !isTrusted(IpAddress.parse(request.getRemoteAddr()))) {
            return request.isSecure();
        }
        Iterator<String> hops =
                new FromTheRight(lines(request, settings.forwarded() ? FORWARDED : "X-Forwarded-Proto"));
        String told = "";
        // The leftmost element says how the first proxy was asked. A lie gains nothing here, since pages cannot set
        // headers.
        while (hops.hasNext()) {
            told = hops.next();
        }
        String scheme = settings.forwarded() ? parameter("proto", told).orElse("") : told;
        return scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
    }

    private boolean isTrusted(Optional<InetAddress> address) {
        return address.filter(settings.trusted()::contains).isPresent();
    }

    private Optional<InetAddress> address(String hop) {
        return settings.forwarded() ? parameter("for", hop).flatMap(Proxies::withoutPort) : withoutPort(hop);
    }

    /**
     * An address, perhaps in brackets or with a port. Empty for {@code unknown} and for names that hide an address
     * ({@code _x}).
     */
    private static Optional<InetAddress> withoutPort(String node) {
        int bracket = node.indexOf(']');
        if (node.startsWith("[") && bracket > 0) {
            return IpAddress.parse(node.substring(1, bracket));
        }
        int colon = node.indexOf(':');
        return IpAddress.parse(colon > 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node);
    }

    /** The value of a parameter of one element of {@code Forwarded}, without its quotes. */
    private static Optional<String> parameter(String name, String element) {
        for (String pair : element.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && pair.substring(0, equals)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                return Optional.of(pair.substring(equals + 1).replace("\"", "").strip());
            }
        }
        return Optional.empty();
    }

    private static List<String> lines(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    /**
     * The elements of a header's lines, from the last to the first, without empty elements. They are read from the
     * right. So a quote that a client opened but did not close cannot hide what a proxy appended.
     */
    private static final class FromTheRight implements Iterator<String> {
        private final List<String> lines;
        private int line;
        private int end;
        private String next = "";

        FromTheRight(List<String> lines) {
            this.lines = lines;
            line = lines.size();
            end = -1;
        }

        @Override
        public boolean hasNext() {
            while (next.isEmpty() && (end >= 0 || line > 0)) {
                if (end < 0) {
                    end = lines.get(--line).length();
                }
                int comma = comma(lines.get(line), end);
                next = lines.get(line).substring(comma + 1, end).strip();
                end = comma;
            }
            return !next.isEmpty();
        }

        @Override
        public String next() {
            String element = hasNext() ? next : "";
            next = "";
            return element;
        }

        /** The last comma before {@code end} outside quotes, or -1. */
        private static int comma(String text, int end) {
            boolean quoted = false;
            for (int i = end - 1; i >= 0; i--) {
                char c = text.charAt(i);
                quoted ^= c == '"';
                if (c == ',' && !quoted) {
                    return i;
                }
            }
            return -1;
        }
    }
}
