package dev.taskcast.admission;

import dev.taskcast.sessions.Subscription;
import dev.taskcast.wire.ClientFrame;
import java.util.Optional;

/**
 * What a client sent to ask for a connection of any kind.
 *
 * @param token its token, unless the token is still to come; a socket uses the token of a cookie only if its first
 *     frame asks for it
 * @param subscription which events it wants
 * @param address the IP address of the client; empty if it is not known
 * @param foreignPage why its page is refused; empty if the page may connect
 * @param malformed which part of its URL is malformed; empty if no part is
 * @param client the name of the client program; empty text if the client does not send it
 * @param since when the gateway received it, in nanoseconds of {@link System#nanoTime}
 */
public record ConnectRequest(
        Optional<Token> token,
        Subscription subscription,
        String address,
        Optional<String> foreignPage,
        Optional<String> malformed,
        String client,
        long since) {
    /** The word with which a client accepts several frames in one. */
    static final String BATCH = "batch";

    /** Creates a request that came just now. */
    public ConnectRequest(
            Optional<Token> token,
            Subscription subscription,
            String address,
            Optional<String> foreignPage,
            Optional<String> malformed,
            String client) {
        this(token, subscription, address, foreignPage, malformed, client, System.nanoTime());
    }

    /** Creates a request that came just now, from a client that does not name its program. */
    public ConnectRequest(
            Optional<Token> token,
            Subscription subscription,
            String address,
            Optional<String> foreignPage,
            Optional<String> malformed) {
        this(token, subscription, address, foreignPage, malformed, "");
    }

    /** A token that is not verified yet, and where it came from. */
    public record Token(String text, TokenSource source) {
        /** Does not show the token: this text may reach a log. */
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

    /** The same request, with the reason {@code why} its page is refused; empty if the page may connect. */
    ConnectRequest ofPage(Optional<String> why) {
        return new ConnectRequest(token, subscription, address, why, malformed, client, since);
    }

    /** The same request, which resumes after {@code newer}. */
    public ConnectRequest withCursor(String newer) {
        return new ConnectRequest(token, subscription.after(newer), address, foreignPage, malformed, client, since);
    }

    /**
     * Whether the first frame must come before the session: it brings the token, or asks for the token of the cookie.
     */
    public boolean waitsForFrame() {
        return token.filter(known -> known.source() != TokenSource.COOKIE).isEmpty();
    }

    /**
     * The same request, with what came in the first frame just now. The frame's token replaces that of the cookie; its
     * cursor and its filter replace those of the URL.
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

    /** The cursor to resume from, as the client sent it. */
    public Optional<String> cursor() {
        return subscription.cursor();
    }

    /** Whether the client accepts several frames in one. */
    public boolean batches() {
        return subscription.batches();
    }

    /** Does not show the token or the cursor: this text may reach a log. */
    @Override
    public String toString() {
        return "ConnectRequest[token=" + token + ", foreignPage=" + foreignPage + "]";
    }
}
