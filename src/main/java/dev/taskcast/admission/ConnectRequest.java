package dev.taskcast.admission;

import dev.taskcast.wire.ClientFrame;
import java.util.Optional;

/**
 * What a client brought that asks for a connection, whatever is to carry it.
 *
 * @param token its token, unless that is still to come
 * @param cursor where it wants to go on, as it sent it
 * @param batches whether it accepts several frames in one
 * @param address the IP address that it comes from; empty when nobody tells it
 * @param foreignPage why the page that it comes from may not connect; empty when it may
 */
public record ConnectRequest(
        Optional<Token> token, Optional<String> cursor, boolean batches, String address, Optional<String> foreignPage) {
    /** The name of what a client accepts that accepts several frames in one. */
    static final String BATCH = "batch";

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
        return new ConnectRequest(Optional.of(new Token(text, source)), cursor, batches, address, foreignPage);
    }

    /** The same request, which goes on after {@code newer}. */
    public ConnectRequest withCursor(String newer) {
        return new ConnectRequest(token, Optional.of(newer), batches, address, foreignPage);
    }

    /** The same request, with what came in the first frame: its cursor goes before that of the URL. */
    public ConnectRequest with(ClientFrame.Auth first) {
        return new ConnectRequest(
                Optional.of(new Token(first.token(), TokenSource.FIRST_FRAME)),
                first.cursor().or(() -> cursor),
                batches || first.accept().contains(BATCH),
                address,
                foreignPage);
    }

    /** Names no token and no cursor: this text may reach a log. */
    @Override
    public String toString() {
        return "ConnectRequest[token=" + token + ", foreignPage=" + foreignPage + "]";
    }
}
