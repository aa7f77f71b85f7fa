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
 * The only way from the request of a client to a {@link Session}, for sockets and streams.
 *
 * <p>An edge takes a permit ({@link #permit}), enters with it, and opens a session when there is a token. In every
 * case, it gives the permit back when nothing is left of the connection. Each refusal is a {@link Refusal}, which the
 * edge turns into a close code or a status. Thread-safe.
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

    /** The permit of one connection; it counts nothing yet. */
    public Permit permit(Carrier carrier) {
        return new Permit(admission, carrier);
    }

    /**
     * Counts a connection in, and makes the checks that do not need its token. The permit must be given back after a
     * refusal too: the connection exists until it has ended.
     *
     * @throws Refusal if there are too many connections, the page is foreign, the URL is malformed, or the URL has a
     *     token that is not allowed there
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
     * @throws Refusal if the token is missing or refused, or if this replica is starting, leaving or full
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
     * Continues {@code session} with a newer token, and returns whether the session continues. If the token is of
     * another user, the client is told so.
     *
     * @throws Refusal if the token is not accepted
     */
    public boolean renew(Session session, String token) {
        return session.renew(verifier.verify(token));
    }
}
