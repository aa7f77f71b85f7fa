package dev.taskcast.sessions;

import dev.taskcast.wire.CloseCode;

/** The socket under a session: it sends one text frame at a time, and closes. */
public interface Transport {
    /**
     * Sends {@code frame}; called again only after {@code done} was. May complete on any thread, this one
     * included, or never (so it is with this container): the session watches over that.
     */
    void send(String frame, Completion done);

    /**
     * Sends a protocol ping, and returns whether it went out. May block; never called while a send is under way.
     */
    boolean ping();

    /** Closes with a close frame if possible. Returns at once, whatever the socket does. */
    void close(CloseCode code, String reason);

    /** Told how a send ended. */
    @FunctionalInterface
    interface Completion {
        /** The send is over; after a failed one nothing more can be sent. */
        void completed(boolean successful);
    }
}
