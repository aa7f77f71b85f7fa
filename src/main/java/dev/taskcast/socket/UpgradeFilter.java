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
 * The only way to the endpoint. A client that is refused here gets a status and a sentence, and never reaches the
 * endpoint.
 *
 * <p>It sees every request, because the container finds the endpoint under more spellings of its path than a mapping
 * covers ({@code /ws/}, {@code //ws//}, {@code /%77s}).
 *
 * <p>After this filter nothing may fail. If a handshake fails after the container has taken the socket over, the
 * process never gets that socket back. So the handshake is read here, and {@link HandshakeConfigurator} refuses
 * requests that did not pass.
 *
 * <p>A token that was refused a short time ago gets 401; the first time, its client saw a close code. Otherwise a
 * client that counts every 101 as a success would come back once a second, forever.
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
        // After a token in a cookie, another token may come in the first frame.
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

    /** The request that this thread is letting in; empty if it did not come through this filter. */
    static Optional<ConnectRequest> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** A token in the subprotocol comes first, then a token in the header, then a token in the URL. */
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

    /** Compares the path as the client wrote it, without {@code ;jsessionid=…}, which the container has removed. */
    private static boolean isThePath(HttpServletRequest request) {
        return request.getRequestURI().equals(request.getContextPath() + TaskcastEndpoint.PATH);
    }

    /** Compares the path as the container reads it. */
    private static boolean isNearlyThePath(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return NEARLY_THE_PATH
                .matcher(request.getServletPath() + (rest == null ? "" : rest))
                .matches();
    }
}
