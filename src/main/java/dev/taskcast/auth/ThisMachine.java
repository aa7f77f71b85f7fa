package dev.taskcast.auth;

import dev.taskcast.config.IpAddress;
import dev.taskcast.config.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Tells whoever is at this machine from everybody else, and their pages from the pages of others. */
public final class ThisMachine {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", Origin.IPV6_LOOPBACK);

    private ThisMachine() {}

    /**
     * Whether {@code request} comes from this machine, through no proxy, and asks for a host that is this machine: a name
     * that somebody else makes lead here (DNS rebinding) is another one. The header itself counts, which the container may
     * let others override.
     */
    public static boolean sent(HttpServletRequest request) {
        return IpAddress.parse(request.getRemoteAddr())
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent()
                && request.getHeader("Forwarded") == null
                && request.getHeader("X-Forwarded-For") == null
                && isAskedFor(Collections.list(request.getHeaders("Host")));
    }

    /** Whether no page sent {@code request}, or one of this machine. */
    public static boolean hasPageOf(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Origin")).stream()
                .allMatch(
                        origin -> Origin.parse(origin).filter(ThisMachine::has).isPresent());
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
