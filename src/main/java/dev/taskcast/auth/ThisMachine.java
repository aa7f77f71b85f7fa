package dev.taskcast.auth;

import dev.taskcast.config.IpAddress;
import dev.taskcast.config.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Recognizes requests from this machine, and pages of this machine. */
public final class ThisMachine {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", Origin.IPV6_LOOPBACK);

    /** The beginnings of header names with which proxies tell of their client, or of themselves. */
    private static final List<String> OF_PROXIES = List.of("forwarded", "x-forwarded", "x-real-ip", "via");

    private ThisMachine() {}

    /**
     * Whether {@code request} comes from this machine, and names a host of this machine. Other names may lead here too
     * (DNS rebinding). A request with a header of a proxy does not count. The method reads {@code Host} itself, because
     * the container may let other headers override it.
     */
    public static boolean sent(HttpServletRequest request) {
        return IpAddress.parse(request.getRemoteAddr())
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent()
                && !hasPassedAProxy(request)
                && isAskedFor(Collections.list(request.getHeaders("Host")));
    }

    private static boolean hasPassedAProxy(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> OF_PROXIES.stream().anyMatch(name::startsWith));
    }

    /**
     * Whether {@code request} was sent without a page, or by a page of this machine. For pictures and links, a browser
     * says only whether the page is a foreign one.
     */
    public static boolean hasPageOf(HttpServletRequest request) {
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        return origins.isEmpty()
                ? !"cross-site".equalsIgnoreCase(request.getHeader("Sec-Fetch-Site"))
                : origins.stream()
                        .allMatch(origin ->
                                Origin.parse(origin).filter(ThisMachine::has).isPresent());
    }

    /** Whether {@code page} is on this machine, at any port. */
    public static boolean has(Origin page) {
        return (page.scheme().equals("http") || page.scheme().equals("https")) && NAMES.contains(page.host());
    }

    private static boolean isAskedFor(List<String> hosts) {
        return hosts.size() == 1
                && Origin.of("http", hosts.get(0)).filter(ThisMachine::has).isPresent();
    }
}
