package dev.taskcast.socket;

import dev.taskcast.auth.TokenVerifier;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one gate to the endpoint: who is not let in here gets a status and a sentence, and never reaches it.
 *
 * <p>It sees every request, because the container finds the endpoint under more spellings of its path than a mapping
 * covers ({@code /ws/}, {@code //ws//}, {@code /%77s}).
 *
 * <p>Behind it nothing may fail: a handshake that fails after the container has taken the socket over costs the process
 * that socket for ever. So the handshake is read here, and {@link HandshakeConfigurator} refuses what did not pass.
 *
 * <p>A token that was refused a short time ago gets 401: the first time its client saw a close code. A client that counts
 * every 101 as a success would otherwise come back once a second, for ever.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class UpgradeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<Handshake> CURRENT = new ThreadLocal<>();
    private static final Pattern NEARLY_THE_PATH = Pattern.compile("/*" + TaskcastEndpoint.PATH + "/*");

    private final transient Admission admission;
    private final transient Pages pages;
    private final transient Proxies proxies;
    private final transient TokenVerifier verifier;

    /** For the container. */
    @Inject
    public UpgradeFilter(Admission admission, Pages pages, Proxies proxies, TokenVerifier verifier) {
        this.admission = admission;
        this.pages = pages;
        this.proxies = proxies;
        this.verifier = verifier;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!concernsTheEndpoint(request)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<TurnedAway> refusal = refusal(request);
        if (refusal.isPresent()) {
            turnAway(refusal.get(), response);
            return;
        }
        CURRENT.set(Handshake.of(request, pages.refusal(request), proxies.client(request)));
        try {
            chain.doFilter(new OpeningHandshake(request), response);
        } finally {
            CURRENT.remove();
        }
    }

    /** What the request said that this thread is letting in; empty for one that did not come through here. */
    static Optional<Handshake> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Each line is a reason to refuse; the first counts. */
    private Optional<TurnedAway> refusal(HttpServletRequest request) {
        return elsewhere(request)
                .or(() -> OpeningHandshake.fault(request))
                .or(() -> tooFast(request))
                .or(this::full)
                .or(() -> refusedLately(request));
    }

    private static Optional<TurnedAway> elsewhere(HttpServletRequest request) {
        return isThePath(request) ? Optional.empty() : Optional.of(TurnedAway.PATH);
    }

    private Optional<TurnedAway> tooFast(HttpServletRequest request) {
        return admission.mayBegin(proxies.client(request), System.nanoTime())
                ? Optional.empty()
                : Optional.of(TurnedAway.TOO_FAST);
    }

    private Optional<TurnedAway> full() {
        return admission.hasRoom(System.nanoTime()) ? Optional.empty() : Optional.of(TurnedAway.FULL);
    }

    private Optional<TurnedAway> refusedLately(HttpServletRequest request) {
        return Handshake.token(request).filter(verifier::refusedLately).map(token -> TurnedAway.REFUSED_TOKEN);
    }

    private static boolean concernsTheEndpoint(HttpServletRequest request) {
        return isThePath(request) || OpeningHandshake.isIn(request) || isNearlyThePath(request);
    }

    /** As the client spelt it, but for {@code ;jsessionid=…}, which the container has taken out of the address. */
    private static boolean isThePath(HttpServletRequest request) {
        return request.getRequestURI().equals(request.getContextPath() + TaskcastEndpoint.PATH);
    }

    /** As the container reads it. */
    private static boolean isNearlyThePath(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return NEARLY_THE_PATH
                .matcher(request.getServletPath() + (rest == null ? "" : rest))
                .matches();
    }

    private void turnAway(TurnedAway why, HttpServletResponse response) throws IOException {
        admission.turnAway(why);
        response.setStatus(why.status());
        for (Map.Entry<String, String> header : why.headers().entrySet()) {
            response.setHeader(header.getKey(), header.getValue());
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println(why.sentence());
    }
}
