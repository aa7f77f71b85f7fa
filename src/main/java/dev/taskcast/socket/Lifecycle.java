package dev.taskcast.socket;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.sessions.Session;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a connection stands.
 *
 * <pre>
 *   CHECKING ──no token──▶ WAITING ──first frame──▶ CHECKING ──session──▶ OPEN
 *      │                      │                        │                   │
 *      └──────────────────────┴─────────▶ ENDED ◀──────┴───────────────────┘
 * </pre>
 *
 * <p>Concurrency. The container's thread goes from left to right: it opens the connection, delivers its frames and reports its
 * end, one after the other. Two others may end it at any moment: the timer, when no token has come, and the thread on which
 * a close has returned. The threads of a session never touch it. So each step is a compare-and-set from the stage that
 * was seen, and {@link #end} takes the stage out. Whoever took a stage does what belongs to its end, nobody else, once: a
 * wait is stopped, a session is closed. Who comes too late is told so and does nothing, with two exceptions on the
 * container's thread: when {@link #open} fails, it closes the session that it has just opened; when {@link #await} fails,
 * it gives back what counted the wait.
 */
final class Lifecycle {
    private static final Stage CHECKING = new Stage.Checking();
    private static final Stage ENDED = new Stage.Ended();

    private final AtomicReference<Stage> stage = new AtomicReference<>(CHECKING);

    /** What a connection is, and what it has then. */
    sealed interface Stage {
        /** What the client brought is being looked at, by the container's thread. */
        record Checking() implements Stage {}

        /** The token is to come in the first frame; the rest of what the client wants came in {@code request}. */
        record Waiting(ConnectRequest request) implements Stage {}

        /** It carries a session. */
        record Open(Session session) implements Stage {}

        /** It is closed, or is being closed; final. */
        record Ended() implements Stage {}
    }

    Stage stage() {
        return stage.get();
    }

    /** The token is to come; false when the connection has ended. */
    boolean await(ConnectRequest request) {
        return stage.compareAndSet(CHECKING, new Stage.Waiting(request));
    }

    /** The token has come; false when the connection has ended. */
    boolean check(Stage.Waiting waiting) {
        return stage.compareAndSet(waiting, CHECKING);
    }

    /** There is a session; false when the connection has ended, and the session is to be closed by who opened it. */
    boolean open(Session session) {
        return stage.compareAndSet(CHECKING, new Stage.Open(session));
    }

    /** The token has not come in time: ends a connection that waits, and no other; whether it did. */
    boolean expire() {
        Stage seen = stage.get();
        return seen instanceof Stage.Waiting && stage.compareAndSet(seen, ENDED);
    }

    /** Ends the connection; the stage in which it was, which is now the caller's to clear up. */
    Stage end() {
        return stage.getAndSet(ENDED);
    }
}
