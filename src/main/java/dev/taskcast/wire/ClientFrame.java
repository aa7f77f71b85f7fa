package dev.taskcast.wire;

import java.util.Optional;
import java.util.Set;

/** A frame that a client sent, read and checked. */
public sealed interface ClientFrame
        permits ClientFrame.Auth, ClientFrame.Ping, ClientFrame.Narrow, ClientFrame.Ack, ClientFrame.Invalid {
    /**
     * A token: the first frame of a connection that brought none, or a newer one for a living session.
     *
     * @param token empty when the first frame asks for the token of the cookie ({@code "cookie":true}) and has none of its own
     * @param cursor where to resume from; looked at in the first frame only
     * @param filter what it wants of its user's events, if it says so; looked at in the first frame only
     * @param accept what the client understands beyond single frames, such as {@code batch}
     * @param client which program it is, such as {@code board/2.1}, if it says so; looked at in the first frame only
     */
    record Auth(
            Optional<String> token,
            Optional<String> cursor,
            Optional<Filter> filter,
            Set<String> accept,
            Optional<String> client)
            implements ClientFrame {
        /** One that says nothing of a filter and of the program. */
        public Auth(String token, Optional<String> cursor, Set<String> accept) {
            this(token, cursor, Optional.empty(), accept);
        }

        /** One that says nothing of the program. */
        public Auth(String token, Optional<String> cursor, Optional<Filter> filter, Set<String> accept) {
            this(Optional.of(token), cursor, filter, accept, Optional.empty());
        }

        public Auth {
            accept = Set.copyOf(accept);
        }

        /** Names no token: this text may reach a log. */
        @Override
        public String toString() {
            return "Auth[accept=" + accept + "]";
        }
    }

    /**
     * A question whether the gateway is there.
     *
     * @param id what the pong repeats, as JSON; empty text when the ping had none
     */
    record Ping(String id) implements ClientFrame {}

    /** From now on the client wants what passes {@code filter}. */
    record Narrow(Filter filter) implements ClientFrame {}

    /** The client has taken over everything up to {@code cursor}. */
    record Ack(Cursor cursor) implements ClientFrame {}

    /** Something else: {@code message} tells the client what would have been right. */
    record Invalid(ErrorCode code, String message) implements ClientFrame {}
}
