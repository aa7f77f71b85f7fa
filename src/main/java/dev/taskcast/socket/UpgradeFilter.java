package dev.taskcast.socket;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.Gate;
import dev.taskcast.admission.TokenSource;
import dev.taskcast.admission.TurnedAway;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one way to the endpoint: who is not let in here gets a status and a sentence, and never reaches it.
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
final class UpgradeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<ConnectRequest> CURRENT = new ThreadLocal<>();
    private static final Pattern NEARLY_THE_PATH = Pattern.compile("/*" + TaskcastEndpoint.PATH + "/*");

    private final transient Gate gate;
    private final transient SocketMetrics metrics;

    @Inject
    UpgradeFilter(Gate gate, SocketMetrics metrics) {
        this.gate = gate;
        this.metrics = metrics;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!concernsTheEndpoint(request)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<PlainAnswer> refused = fault(request).or(() -> turnedAway(gate.isClosedTo(request)));
        if (refused.isPresent()) {
            refused.get().write(response);
            return;
        }
        ConnectRequest read = read(request);
        // A token in a cookie may be followed by another one, in the first frame.
        Optional<PlainAnswer> refusedLately =
                read.waitsForFrame() ? Optional.empty() : turnedAway(gate.refusedLately(read));
        if (refusedLately.isPresent()) {
            refusedLately.get().write(response);
            return;
        }
        CURRENT.set(gate.withPage(read, request));
        try {
            chain.doFilter(new OpeningHandshake(request), response);
        } finally {
            CURRENT.remove();
        }
    }

    /** What the client brought that this thread is letting in; empty for one that did not come through here. */
    static Optional<ConnectRequest> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The subprotocol goes before the header, and the header before the URL. */
    private ConnectRequest read(HttpServletRequest request) {
        ConnectRequest read = gate.withoutPage(request);
        return SubprotocolToken.of(request)
                .map(token -> read.withToken(token, TokenSource.SUBPROTOCOL))
                .orElse(read);
    }

    private Optional<PlainAnswer> fault(HttpServletRequest request) {
        Optional<HandshakeFault> fault =
                isThePath(request) ? OpeningHandshake.fault(request) : Optional.of(HandshakeFault.PATH);
        return fault.map(found -> {
            metrics.malformed(found);
            return found.answer();
        });
    }

    private Optional<PlainAnswer> turnedAway(Optional<TurnedAway> why) {
        return why.map(found -> {
            metrics.turnedAway(found);
            return Refusals.answer(found);
        });
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
}
