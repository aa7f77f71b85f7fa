package dev.taskcast.wire;

import java.util.Optional;
import java.util.Set;

/** A frame that a client sent, read and checked. */
public sealed interface ClientFrame {
    /**
     * A token: the first frame of a connection that brought none, or a newer one for a living session.
     *
     * @param cursor where to resume from; looked at in the first frame only
     * @param filter what it wants of its user's events, if it says so; looked at in the first frame only
     * @param accept what the client understands beyond single frames, such as {@code batch}
     */
    record Auth(String token, Optional<String> cursor, Optional<Filter> filter, Set<String> accept)
            implements ClientFrame {
        /** One that says nothing of a filter. */
        public Auth(String token, Optional<String> cursor, Set<String> accept) {
            this(token, cursor, Optional.empty(), accept);
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

    /** Something else: {@code message} tells the client what would have been right. */
    record Invalid(ErrorCode code, String message) implements ClientFrame {}
}
