package dev.taskcast.admission;

import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.sessions.Subscription;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Names;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way from an HTTP request to a {@link ConnectRequest}. A request that it turns away has cost nothing.
 *
 * <p>Each edge asks {@link #isClosedTo}. An edge that can send a status now but not later also asks
 * {@link #refusedLately}. The edge of sockets asks before it reads the request. The edge of streams reads the request
 * first, because each answer says whether a page may read that answer (CORS). {@link #withoutPage} reads everything
 * except the page, and {@link #withPage} checks the page. Thread-safe.
 */
@Singleton
public final class Gate {
    private static final String EVENT = "event";
    private static final String CHANNEL = "channel";
    private static final String CLIENT = "client";

    private final Admission admission;
    private final Proxies proxies;
    private final Origins origins;
    private final HttpTokens tokens;
    private final TokenVerifier verifier;

    @Inject
    Gate(Admission admission, Proxies proxies, Origins origins, HttpTokens tokens, TokenVerifier verifier) {
        this.admission = admission;
        this.proxies = proxies;
        this.origins = origins;
        this.tokens = tokens;
        this.verifier = verifier;
    }

    /**
     * Why {@code request} cannot be accepted now. Upgrades and streams share one rate limit, and each needs a
     * descriptor.
     */
    public Optional<TurnedAway> isClosedTo(HttpServletRequest request) {
        long now = System.nanoTime();
        if (!admission.mayBegin(proxies.client(request), now)) {
            return Optional.of(TurnedAway.TOO_FAST);
        }
        return admission.hasRoom(now) ? Optional.empty() : Optional.of(TurnedAway.FULL);
    }

    /**
     * Reads {@code request}. The token comes from the header, else from the URL ({@code ?token=}), else from the
     * cookie. It also reads {@code ?cursor=}, {@code ?accept=batch}, {@code ?client=}, and every {@code ?event=} and
     * {@code ?channel=}. It checks whether the page may connect; in development mode, it logs a page that is refused.
     */
    public ConnectRequest read(HttpServletRequest request) {
        return withPage(read(request, () -> tokens.inCookie(request)), request);
    }

    /** Adds to {@code read} whether the page of {@code request} may connect. */
    public ConnectRequest withPage(ConnectRequest read, HttpServletRequest request) {
        return read.ofPage(origins.refusal(request));
    }

    /** Reads the upgrade {@code request} without a check of its page. */
    public ConnectRequest withoutPage(HttpServletRequest request) {
        return read(request, () -> tokens.inCookieOfUpgrade(request));
    }

    private ConnectRequest read(HttpServletRequest request, Supplier<Optional<ConnectRequest.Token>> cookie) {
        Query query = Query.of(request);
        String accept = query.parameter("accept").orElse("");
        Optional<String> malformed = malformed(query);
        return new ConnectRequest(
                tokens.authorization(request)
                        .or(() -> query.parameter("token")
                                .map(token -> new ConnectRequest.Token(token, TokenSource.QUERY)))
                        .or(cookie),
                new Subscription(
                        query.parameter("cursor"),
                        List.of(accept.split(",")).contains(ConnectRequest.BATCH),
                        malformed.isPresent()
                                ? Filter.ALL
                                : Filter.of(query.parameters(EVENT), query.parameters(CHANNEL))),
                proxies.client(request),
                Optional.empty(),
                malformed,
                query.parameter(CLIENT).filter(Names::isProgram).orElse(""));
    }

    private static Optional<String> malformed(Query query) {
        if (!Filter.areEvents(query.parameters(EVENT))) {
            return Optional.of("event in the URL: expected " + Filter.EVENTS);
        }
        if (!Filter.areChannels(query.parameters(CHANNEL))) {
            return Optional.of("channel in the URL: expected " + Filter.CHANNELS);
        }
        if (query.parameter(CLIENT).filter(name -> !Names.isProgram(name)).isPresent()) {
            return Optional.of("client in the URL: expected " + Names.PROGRAM);
        }
        return Filter.fitTogether(query.parameters(EVENT), query.parameters(CHANNEL))
                ? Optional.empty()
                : Optional.of("event and channel in the URL: expected " + Filter.TOGETHER);
    }

    /** Whether the token of {@code request} was refused within the last minute, and would be refused again. */
    public Optional<TurnedAway> refusedLately(ConnectRequest request) {
        return request.token()
                .filter(token -> verifier.refusedLately(token.text()))
                .map(token -> TurnedAway.REFUSED_TOKEN);
    }
}
