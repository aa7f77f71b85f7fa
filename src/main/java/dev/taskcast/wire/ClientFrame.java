package dev.taskcast.wire;

import java.util.Optional;
import java.util.Set;

/** A frame that a client sent, parsed and checked. */
public sealed interface ClientFrame
        permits ClientFrame.Auth, ClientFrame.Ping, ClientFrame.Narrow, ClientFrame.Ack, ClientFrame.Invalid {
    /**
     * A token: the first frame of a connection that brought no token, or a newer token for an open session.
     *
     * @param token empty when the first frame asks for the token of the cookie ({@code "cookie":true}) and has no token
     *     of its own
     * @param cursor where to resume from; read in the first frame only
     * @param filter which of its user's events the client wants, if it says so; read in the first frame only
     * @param accept what the client understands beyond single frames, such as {@code batch}
     * @param client the name of the client's program, such as {@code board/2.1}, if it sent one; read in the first
     *     frame only
     */
    record Auth(
            Optional<String> token,
            Optional<String> cursor,
            Optional<Filter> filter,
            Set<String> accept,
            Optional<String> client)
            implements ClientFrame {
        /** A frame without a filter and without a program name. */
        public Auth(String token, Optional<String> cursor, Set<String> accept) {
            this(token, cursor, Optional.empty(), accept);
        }

        /** A frame without a program name. */
        public Auth(String token, Optional<String> cursor, Optional<Filter> filter, Set<String> accept) {
            this(Optional.of(token), cursor, filter, accept, Optional.empty());
        }

        public Auth {
            accept = Set.copyOf(accept);
        }

        /** Leaves out the token, because this text may reach a log. */
        @Override
        public String toString() {
            return "Auth[accept=" + accept + "]";
        }
    }

    /**
     * A client's check that the gateway answers.
     *
     * @param id the JSON value that the pong repeats; empty text if the ping had no id
     */
    record Ping(String id) implements ClientFrame {}

    /** From now on the client wants only events that pass {@code filter}. */
    record Narrow(Filter filter) implements ClientFrame {}

    /** The client has processed everything up to {@code cursor}. */
    record Ack(Cursor cursor) implements ClientFrame {}

    /** An invalid frame; {@code message} tells the client what is expected. */
    record Invalid(ErrorCode code, String message) implements ClientFrame {}
}
