package dev.taskcast.admission;

import dev.taskcast.auth.ThisMachine;
import dev.taskcast.config.Mode;
import dev.taskcast.config.Origin;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.lines.LogFields;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The pages that may connect: the gateway's own pages, listed pages, and in development also pages of this machine.
 *
 * <p>A page is our own if its host and port are those that it asks for. A page with {@code https} is then always ours:
 * the proxy that ends TLS may ask us by {@code http}. A page with {@code http} is ours unless it asks for a socket over
 * TLS, because somebody may have changed the page on its way.
 *
 * <p>A client without {@code Origin} may connect, unless its browser says that a page of another site asks
 * ({@code Sec-Fetch-Site}). Images and links send no origin, and neither does a page that reads a stream of its own
 * site. Thread-safe.
 */
@Singleton
final class Origins {
    /** The reason of the close that tells a developer what to do. */
    static final String LIST_IT = "origin not allowed: list it in TASKCAST_SOCKET_ORIGINS";

    static final String NOT_ALLOWED = "origin not allowed";
    /** A page of ours, or an address that the user typed. */
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private static final Logger LOGGER = Logger.getLogger(Origins.class.getName());

    private final SocketSettings settings;
    private final Proxies proxies;
    private final Mode mode;

    @Inject
    Origins(SocketSettings settings, Proxies proxies, Mode mode) {
        this.settings = settings;
        this.proxies = proxies;
        this.mode = mode;
    }

    /** Why the page that sent {@code request} is refused; empty if it may connect. */
    Optional<String> refusal(HttpServletRequest request) {
        List<String> lines = Collections.list(request.getHeaders("Origin"));
        boolean isCrossSite = "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
        if (lines.isEmpty() && !isCrossSite || settings.origins().contains(Origin.ANY)) {
            return Optional.empty();
        }
        Optional<Origin> page = lines.size() == 1 ? Origin.parse(lines.get(0)) : Optional.empty();
        if (page.filter(origin -> isAllowed(origin, request)).isPresent()) {
            return Optional.empty();
        }
        if (mode == Mode.PRODUCTION) {
            return Optional.of(NOT_ALLOWED);
        }
        LogFields.log(
                LOGGER,
                Level.WARNING,
                "TCAST0701W: A page was refused: its origin is {0}; list it to let it in: TASKCAST_SOCKET_ORIGINS={0}",
                "origin",
                page.map(Origin::toString).orElse("malformed"));
        return Optional.of(LIST_IT);
    }

    /**
     * Whether the page that sent an upgrade {@code request} may use its cookies. A browser sends them for every page
     * that asks. So without an origin, the browser has to say that the page is ours. An old browser that says nothing
     * cannot use cookies.
     */
    boolean mayUseCookies(HttpServletRequest request) {
        return request.getHeaders("Origin").hasMoreElements() ? refusal(request).isEmpty() : saysThatItIsOurs(request);
    }

    /**
     * Whether the page that sent {@code request} is our own. Only our own pages may use the cookies of a request that
     * is not an upgrade. A listed page could otherwise act as the user who reads it.
     */
    boolean isOurPage(HttpServletRequest request) {
        List<String> lines = Collections.list(request.getHeaders("Origin"));
        return lines.isEmpty()
                ? saysThatItIsOurs(request)
                : mayUseCookies(request)
                        && (saysThatItIsOurs(request)
                                || Origin.parse(lines.get(0))
                                        .filter(page -> isOurs(page, request))
                                        .isPresent());
    }

    private static boolean saysThatItIsOurs(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && OURS.contains(site);
    }

    private boolean isAllowed(Origin page, HttpServletRequest request) {
        return settings.origins().contains(page)
                || isOurs(page, request)
                || mode == Mode.DEVELOPMENT && ThisMachine.has(page);
    }

    private boolean isOurs(Origin page, HttpServletRequest request) {
        List<String> hosts = Collections.list(request.getHeaders("Host"));
        boolean ofTheWeb = page.scheme().equals("https") || page.scheme().equals("http") && !proxies.isSecure(request);
        return ofTheWeb
                && hosts.size() == 1
                && Origin.of(page.scheme(), hosts.get(0)).filter(page::equals).isPresent();
    }
}
