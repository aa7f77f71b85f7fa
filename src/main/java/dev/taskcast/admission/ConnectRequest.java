package dev.taskcast.admission;

import dev.taskcast.sessions.Subscription;
import dev.taskcast.wire.ClientFrame;
import java.util.Optional;

/**
 * What a client brought that asks for a connection, whatever is to carry it.
 *
 * @param token its token, unless that is still to come; one of a cookie is a socket's only if its first frame asks for it
 * @param subscription what it wants to be sent
 * @param address the IP address that it comes from; empty when nobody tells it
 * @param foreignPage why the page that it comes from may not connect; empty when it may
 * @param malformed what of its URL cannot be understood; empty when all can
 * @param client which program it is; empty text if it does not say so
 * @param since when the gateway had it, in nanoseconds of {@link System#nanoTime}
 */
public record ConnectRequest(
        Optional<Token> token,
        Subscription subscription,
        String address,
        Optional<String> foreignPage,
        Optional<String> malformed,
        String client,
        long since) {
    /** The name of what a client accepts that accepts several frames in one. */
    static final String BATCH = "batch";

    /** One that came just now. */
    public ConnectRequest(
            Optional<Token> token,
            Subscription subscription,
            String address,
            Optional<String> foreignPage,
            Optional<String> malformed,
            String client) {
        this(token, subscription, address, foreignPage, malformed, client, System.nanoTime());
    }

    /** One that came just now, of a client that does not say which program it is. */
    public ConnectRequest(
            Optional<Token> token,
            Subscription subscription,
            String address,
            Optional<String> foreignPage,
            Optional<String> malformed) {
        this(token, subscription, address, foreignPage, malformed, "");
    }

    /** A token that nobody has looked at yet, and how it came. */
    public record Token(String text, TokenSource source) {
        /** Names no token: this text may reach a log. */
        @Override
        public String toString() {
            return "Token[source=" + source + "]";
        }
    }

    /** The same request, with this token. */
    public ConnectRequest withToken(String text, TokenSource source) {
        return new ConnectRequest(
                Optional.of(new Token(text, source)), subscription, address, foreignPage, malformed, client, since);
    }

    /** The same request, of a page that may not connect because of {@code why}; empty when it may. */
    ConnectRequest ofPage(Optional<String> why) {
        return new ConnectRequest(token, subscription, address, why, malformed, client, since);
    }

    /** The same request, which goes on after {@code newer}. */
    public ConnectRequest withCursor(String newer) {
        return new ConnectRequest(token, subscription.after(newer), address, foreignPage, malformed, client, since);
    }

    /** Whether its token is to come in the first frame, or it has one in a cookie, which the first frame is to ask for. */
    public boolean waitsForFrame() {
        return token.filter(known -> known.source() != TokenSource.COOKIE).isEmpty();
    }

    /**
     * The same request, with what came in the first frame just now: its token goes before that of the cookie, its cursor and its filter
     * before those of the URL.
     */
    public ConnectRequest with(ClientFrame.Auth first) {
        Subscription wanted = new Subscription(
                first.cursor().or(subscription::cursor),
                subscription.batches() || first.accept().contains(BATCH),
                first.filter().orElse(subscription.filter()));
        return new ConnectRequest(
                first.token()
                        .map(text -> new Token(text, TokenSource.FIRST_FRAME))
                        .or(() -> token),
                wanted,
                address,
                foreignPage,
                malformed,
                first.client().orElse(client));
    }

    /** Where it wants to go on, as it sent it. */
    public Optional<String> cursor() {
        return subscription.cursor();
    }

    /** Whether it accepts several frames in one. */
    public boolean batches() {
        return subscription.batches();
    }

    /** Names no token and no cursor: this text may reach a log. */
    @Override
    public String toString() {
        return "ConnectRequest[token=" + token + ", foreignPage=" + foreignPage + "]";
    }
}
