package dev.taskcast.admission;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.Peer;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.Transport;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The one way from what a client brought to a {@link Session}, whatever carries it.
 *
 * <p>An edge takes a permit ({@link #permit}), enters with it, and opens a session when there is a token. Whatever comes of
 * that, it gives the permit back when nothing is left of the connection. Each refusal is a {@link Refusal}, of which
 * the edge makes a close code or a status. Thread-safe.
 */
@Singleton
public final class FrontDoor {
    private final Admission admission;
    private final TokenVerifier verifier;
    private final SessionRegistry registry;
    private final SocketSettings settings;

    @Inject
    public FrontDoor(Admission admission, TokenVerifier verifier, SessionRegistry registry, SocketSettings settings) {
        this.admission = admission;
        this.verifier = verifier;
        this.registry = registry;
        this.settings = settings;
    }

    /** The permit of one connection, with which nothing is counted yet. */
    public Permit permit(Carrier carrier) {
        return new Permit(admission, carrier);
    }

    /**
     * Counts a connection in, and refuses what needs no look at its token. After a refusal too the permit is to be given back:
     * the connection is there until it has ended.
     *
     * @throws Refusal when there are too many connections, of a foreign page, of a URL that cannot be understood,
     *     of a token in a URL where that is not allowed
     */
    public void enter(Permit permit, ConnectRequest request) {
        permit.enter(request.address());
        request.foreignPage().ifPresent(why -> {
            throw new Refusal(Refusal.Kind.FORBIDDEN, why);
        });
        request.malformed().ifPresent(what -> {
            throw new Refusal(Refusal.Kind.MALFORMED, what);
        });
        boolean inUrl = request.token()
                .filter(token -> token.source() == TokenSource.QUERY)
                .isPresent();
        if (inUrl && !settings.queryToken()) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHENTICATED,
                    "token in the URL is switched off: " + permit.carrier().insteadOfUrl());
        }
    }

    /**
     * Opens the session of a connection that has entered. May wait for keys, see {@link TokenVerifier}.
     *
     * @throws Refusal of its token, also of a missing one; when this replica is starting, is leaving or is full
     */
    public Session open(ConnectRequest request, Carrier carrier, Transport transport) {
        String token = request.token().map(ConnectRequest.Token::text).orElse("");
        Caller caller = verifier.verify(token);
        Peer peer = new Peer(carrier.word(), request.address(), request.client());
        try {
            return registry.open(caller, request.subscription(), transport, peer);
        } catch (Refusal refused) {
            if (refused.kind() == Refusal.Kind.FORBIDDEN) {
                verifier.refuse(token, refused);
            }
            throw refused;
        }
    }

    /**
     * Has {@code session} go on under a newer token; whether it does. Its client hears of a token of somebody else.
     *
     * @throws Refusal of a token that is not accepted
     */
    public boolean renew(Session session, String token) {
        return session.renew(verifier.verify(token));
    }
}
