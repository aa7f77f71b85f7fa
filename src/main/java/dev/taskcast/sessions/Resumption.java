package dev.taskcast.sessions;

import dev.taskcast.log.LogReader;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Cursor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A session that resumes from a cursor and waits, up to a deadline, until this replica has read that far.
 *
 * <p>Concurrency: the log asks for the next try once, so tries never overlap. {@code over} decides between a successful
 * try and the deadline. A closed session has closed its reader too, and the reader then waits no longer.
 */
final class Resumption {
    private final Session session;
    private final LogReader reader;
    private final Cursor from;
    private final Consumer<Beginning> welcome;
    private final AtomicBoolean over = new AtomicBoolean();

    Resumption(Session session, LogReader reader, Cursor from, Consumer<Beginning> welcome) {
        this.session = session;
        this.reader = reader;
        this.from = from;
        this.welcome = welcome;
    }

    /**
     * Begins immediately if this replica has read that far. Otherwise it begins later on a thread of {@code tries}, or
     * the session ends with 1013.
     */
    void begin(Executor tries, ScheduledExecutorService timer, Duration patience) {
        if (!tryNow(tries)) {
            timer.schedule(this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private boolean tryNow(Executor tries) {
        Optional<Beginning> beginning = reader.beginAfter(from, () -> tries.execute(() -> tryAgain(tries)));
        if (beginning.isPresent() && over.compareAndSet(false, true)) {
            welcome.accept(beginning.get());
        }
        return beginning.isPresent();
    }

    /** No caller sees the outcome of a later try, so a failure ends the session. */
    private void tryAgain(Executor tries) {
        try {
            tryNow(tries);
        } catch (RuntimeException | Error failed) {
            session.close(CloseCode.SERVER_ERROR, "unexpected failure");
            throw failed;
        }
    }

    private void giveUp() {
        if (over.compareAndSet(false, true)) {
            session.close(CloseCode.TRY_AGAIN_LATER, "this replica has not read up to your cursor yet");
        }
    }
}
