package dev.taskcast.sessions;

import dev.taskcast.wire.Cursor;

/**
 * Learns which sessions there are. Any thread may call it, possibly twice for one end; every method returns
 * immediately.
 */
public interface SessionListener {
    /** A listener that does nothing. */
    SessionListener NOBODY = new SessionListener() {
        @Override
        public void opened(String user, String session) {
            // This listener does nothing.
        }

        @Override
        public void closed(String user, String session) {
            // This listener does nothing.
        }

        @Override
        public void acknowledged(String user, Cursor cursor) {
            // This listener does nothing.
        }
    };

    /** A session of {@code user} was welcomed. */
    void opened(String user, String session);

    /** A session of {@code user} has ended, whether it was welcomed or not. */
    void closed(String user, String session);

    /**
     * A device of {@code user} has everything up to {@code cursor}: it resumed from that cursor, or acknowledged it.
     */
    void acknowledged(String user, Cursor cursor);
}
