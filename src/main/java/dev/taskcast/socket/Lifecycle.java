package dev.taskcast.socket;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.sessions.Session;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The current stage of a connection.
 *
 * <pre>
 *   CHECKING ──no token──▶ WAITING ──first frame──▶ CHECKING ──session──▶ OPEN
 *      │                      │                        │                   │
 *      └──────────────────────┴─────────▶ ENDED ◀──────┴───────────────────┘
 * </pre>
 *
 * <p>Concurrency. The container's thread moves from left to right: it opens the connection, delivers its frames and
 * reports its end, one after the other. Two other threads may end the connection at any moment. They are the timer,
 * when no token has come, and the thread on which a close has returned. The threads of a session never touch the stage.
 *
 * <p>So each step is a compare-and-set from the stage that the thread saw, and {@link #end} takes the stage out. The
 * thread that takes a stage out does what follows its end, and does it once: it stops a wait, or closes a session. A
 * thread that is too late gets false and does nothing, with two exceptions on the container's thread. When
 * {@link #open} fails, this thread closes the session that it has just opened. When {@link #await} fails, it gives back
 * the count of the wait.
 */
final class Lifecycle {
    private static final Stage CHECKING = new Stage.Checking();
    private static final Stage ENDED = new Stage.Ended();

    private final AtomicReference<Stage> stage = new AtomicReference<>(CHECKING);

    /** A stage of a connection, with the data that belong to it. */
    sealed interface Stage {
        /** The container's thread is checking what the client sent. */
        record Checking() implements Stage {}

        /**
         * The token has to come in the first frame; everything else that the client asked for came in {@code request}.
         */
        record Waiting(ConnectRequest request) implements Stage {}

        /** The connection carries a session. */
        record Open(Session session) implements Stage {}

        /** The connection is closed, or is being closed. This stage is final. */
        record Ended() implements Stage {}
    }

    Stage stage() {
        return stage.get();
    }

    /** The connection begins to wait for the token; false if it has ended. */
    boolean await(ConnectRequest request) {
        return stage.compareAndSet(CHECKING, new Stage.Waiting(request));
    }

    /** The token has come; false if the connection has ended. */
    boolean check(Stage.Waiting waiting) {
        return stage.compareAndSet(waiting, CHECKING);
    }

    /** The session begins; false if the connection has ended: the caller must then close the session. */
    boolean open(Session session) {
        return stage.compareAndSet(CHECKING, new Stage.Open(session));
    }

    /**
     * Ends a connection that still waits for its token. Returns whether it was waiting; other connections stay as they
     * are.
     */
    boolean expire() {
        Stage seen = stage.get();
        return seen instanceof Stage.Waiting && stage.compareAndSet(seen, ENDED);
    }

    /** Ends the connection. Returns its stage before, which the caller must clear up. */
    Stage end() {
        return stage.getAndSet(ENDED);
    }
}
