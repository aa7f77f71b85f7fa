package dev.taskcast.auth;

import dev.taskcast.config.IpAddress;
import dev.taskcast.config.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells whoever is at this machine from everybody else, and their pages from the pages of others. */
public final class ThisMachine {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", Origin.IPV6_LOOPBACK);

    /** What proxies say of who asked them, or of themselves: the start of a header's name. */
    private static final List<String> OF_PROXIES = List.of("forwarded", "x-forwarded", "x-real-ip", "via");

    private ThisMachine() {}

    /**
     * Whether {@code request} comes from this machine, through no proxy that says so, and asks for a host that is this machine: a name
     * that somebody else makes lead here (DNS rebinding) is another one. The header itself counts, which the container may
     * let others override.
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
     * Whether no page sent {@code request}, or one of this machine. Where a page asks for a picture or follows a link, its browser says
     * only whether it is a foreign one.
     */
    public static boolean hasPageOf(HttpServletRequest request) {
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        return origins.isEmpty()
                ? !"cross-site".equalsIgnoreCase(request.getHeader("Sec-Fetch-Site"))
                : origins.stream()
                        .allMatch(origin ->
                                Origin.parse(origin).filter(ThisMachine::has).isPresent());
    }

    /** Whether {@code page} is on this machine, at whatever port. */
    public static boolean has(Origin page) {
        return (page.scheme().equals("http") || page.scheme().equals("https")) && NAMES.contains(page.host());
    }

    private static boolean isAskedFor(List<String> hosts) {
        return hosts.size() == 1
                && Origin.of("http", hosts.get(0)).filter(ThisMachine::has).isPresent();
    }
}
