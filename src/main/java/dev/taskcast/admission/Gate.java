package dev.taskcast.admission;

import dev.taskcast.auth.Bearer;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.sessions.Subscription;
import dev.taskcast.wire.Filter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The way from an HTTP request to a {@link ConnectRequest}: whom it turns away has cost nothing.
 *
 * <p>An edge asks {@link #isClosedTo}, and {@link #refusedLately} if it can say a status now and not later. Sockets ask before
 * they read the request. Streams read it first: each answer says whether a page may read it (CORS). Thread-safe.
 */
@Singleton
public final class Gate {
    private static final String EVENT = "event";
    private static final String CHANNEL = "channel";

    private final Admission admission;
    private final Proxies proxies;
    private final Origins origins;
    private final TokenVerifier verifier;

    @Inject
    Gate(Admission admission, Proxies proxies, Origins origins, TokenVerifier verifier) {
        this.admission = admission;
        this.proxies = proxies;
        this.origins = origins;
        this.verifier = verifier;
    }

    /** Why {@code request} cannot be taken now: upgrades and streams have a rate together, and need a descriptor each. */
    public Optional<TurnedAway> isClosedTo(HttpServletRequest request) {
        long now = System.nanoTime();
        if (!admission.mayBegin(proxies.client(request), now)) {
            return Optional.of(TurnedAway.TOO_FAST);
        }
        return admission.hasRoom(now) ? Optional.empty() : Optional.of(TurnedAway.FULL);
    }

    /**
     * What {@code request} brought: the token of its header, else of its URL ({@code ?token=}); {@code ?cursor=}; {@code
     * ?accept=batch}; {@code ?event=} and {@code ?channel=}, each as often as there are some.
     */
    public ConnectRequest read(HttpServletRequest request) {
        String text = request.getQueryString();
        Query query = new Query(text == null ? "" : text);
        String accept = query.parameter("accept").orElse("");
        Optional<String> malformed = malformed(query);
        return new ConnectRequest(
                header(request).or(() -> query.parameter("token")
                        .map(token -> new ConnectRequest.Token(token, TokenSource.QUERY))),
                new Subscription(
                        query.parameter("cursor"),
                        List.of(accept.split(",")).contains(ConnectRequest.BATCH),
                        malformed.isPresent()
                                ? Filter.ALL
                                : Filter.of(query.parameters(EVENT), query.parameters(CHANNEL))),
                proxies.client(request),
                origins.refusal(request),
                malformed);
    }

    private static Optional<String> malformed(Query query) {
        if (!Filter.areEvents(query.parameters(EVENT))) {
            return Optional.of("event in the URL: expected " + Filter.EVENTS);
        }
        if (!Filter.areChannels(query.parameters(CHANNEL))) {
            return Optional.of("channel in the URL: expected " + Filter.CHANNELS);
        }
        return Filter.fitTogether(query.parameters(EVENT), query.parameters(CHANNEL))
                ? Optional.empty()
                : Optional.of("event and channel in the URL: expected " + Filter.TOGETHER);
    }

    /** Whether the token of {@code request} was refused within the last minute, and will be refused again. */
    public Optional<TurnedAway> refusedLately(ConnectRequest request) {
        return request.token()
                .filter(token -> verifier.refusedLately(token.text()))
                .map(token -> TurnedAway.REFUSED_TOKEN);
    }

    private static Optional<ConnectRequest.Token> header(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Authorization")).stream()
                .findFirst()
                .flatMap(Bearer::token)
                .map(token -> new ConnectRequest.Token(token, TokenSource.HEADER));
    }
}
