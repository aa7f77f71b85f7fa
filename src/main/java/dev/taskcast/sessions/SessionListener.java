package dev.taskcast.sessions;

import dev.taskcast.wire.Cursor;

/** Who is told which sessions there are. Called on any thread, possibly twice for one end; returns at once. */
public interface SessionListener {
    /** Where nobody wants to know. */
    SessionListener NOBODY = new SessionListener() {
        @Override
        public void opened(String user, String session) {
            // Nobody wants to know.
        }

        @Override
        public void closed(String user, String session) {
            // Nobody wants to know.
        }

        @Override
        public void acknowledged(String user, Cursor cursor) {
            // Nobody wants to know.
        }
    };

    /** A session of {@code user} was welcomed. */
    void opened(String user, String session);

    /** A session of {@code user} has ended, whether it was welcomed or not. */
    void closed(String user, String session);

    /** A device of {@code user} has everything up to {@code cursor}: it came with it, or acknowledged it. */
    void acknowledged(String user, Cursor cursor);
}
