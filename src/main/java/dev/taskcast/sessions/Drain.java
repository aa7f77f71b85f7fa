package dev.taskcast.sessions;

import dev.taskcast.lines.LogFields;
import dev.taskcast.wire.CloseCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How this replica shuts down. Readiness fails immediately. Then the replica opens no new sessions, asks each client to
 * leave at its own time, and closes the rest.
 *
 * <p>Load balancers and endpoints learn later than this replica that it leaves. So a drain with a wait first serves all
 * clients as before, including new sessions. Otherwise this replica would refuse clients, or send them away only for
 * them to come back, when another replica could serve them.
 *
 * <p>Then every client gets {@code goaway} immediately, each with its own delay. The delays are spread over the first
 * two fifths of the time that follows. So the other replicas get a steady flow, and the last client has time to move.
 * Clients that have not left are closed with 1001, one after the other, in the third quarter. After the last one, half a
 * second is left for close frames. Every client receives events until it has left.
 */
@Singleton
public class Drain {
    private static final Logger LOGGER = Logger.getLogger(Drain.class.getName());
    private static final long POLL_MS = 50;
    /** The close reason for a client that has not left. */
    public static final String LEAVING = "this replica is leaving";

    private static final Duration CLOSE_FRAMES = Duration.ofMillis(500);

    private final SessionRegistry registry;
    private final SessionThreads threads;
    private CompletableFuture<Integer> left;
    private long begun;
    private Duration took;
    private volatile boolean sending;

    @Inject
    public Drain(SessionRegistry registry, SessionThreads threads) {
        this.registry = registry;
        this.threads = threads;
    }

    /**
     * Begins the drain, or joins the drain that has begun. A call without a wait ends the wait of an earlier call.
     *
     * @param wait how long all clients are served as before
     * @param time how long the sessions then have to leave
     * @return completes when every session has left or the time is over, with the number of sessions that had to be
     *     closed
     */
    public synchronized CompletableFuture<Integer> begin(Duration wait, Duration time) {
        if (left == null) {
            left = new CompletableFuture<>();
            begun = threads.nanoTime();
            left.thenRun(this::ended);
            LogFields.log(
                    LOGGER,
                    Level.INFO,
                    "TCAST0601I: This replica is not ready any more: it begins to leave in {0}",
                    "wait",
                    wait);
            if (!wait.isZero()) {
                after(wait, () -> send(time));
            }
        }
        if (wait.isZero()) {
            send(time);
        }
        return left;
    }

    /** Whether this replica is shutting down and should get no new clients. */
    public synchronized boolean hasBegun() {
        return left != null;
    }

    /** Whether all clients here have been asked to leave. */
    public boolean sendsAway() {
        return sending;
    }

    /** For how long this replica has been leaving, or how long it took to leave; zero before a drain. */
    public synchronized Duration leavingFor() {
        if (left == null) {
            return Duration.ZERO;
        }
        return took == null ? Duration.ofNanos(threads.nanoTime() - begun) : took;
    }

    private synchronized void ended() {
        took = Duration.ofNanos(threads.nanoTime() - begun);
        registry.times().drained(took);
    }

    private synchronized void send(Duration time) {
        if (sending) {
            return;
        }
        sending = true;
        registry.beginDraining();
        List<Session> sessions = new ArrayList<>(registry.sessions());
        LogFields.log(
                LOGGER,
                Level.INFO,
                "TCAST0602I: This replica leaves: {0} sessions have {1} to move to other replicas",
                "sessions_long",
                sessions.size(),
                "time",
                time);
        for (int i = 0; i < sessions.size(); i++) {
            sendAway(sessions.get(i), slot(time.multipliedBy(2).dividedBy(5), i, sessions.size()));
        }
        CompletableFuture<Void> gone = new CompletableFuture<>();
        await(gone, threads.nanoTime() + time.dividedBy(2).toNanos());
        gone.thenRun(() -> closeRest(time.dividedBy(4)));
    }

    /** A session that cannot be asked is closed later, with those that have not left. */
    private static void sendAway(Session session, Duration delay) {
        try {
            session.goaway(delay);
        } catch (RuntimeException | Error failed) {
            LOGGER.log(
                    Level.WARNING,
                    "TCAST0603W: A session could not be asked to leave; it will be closed later",
                    failed);
        }
    }

    private void closeRest(Duration time) {
        List<Session> rest = new ArrayList<>(registry.sessions());
        AtomicInteger closed = new AtomicInteger();
        for (int i = 0; i < rest.size(); i++) {
            Session session = rest.get(i);
            after(slot(time, i, rest.size()), () -> {
                if (!session.isClosed()) {
                    closed.incrementAndGet();
                    session.close(CloseCode.GOING_AWAY, LEAVING);
                }
            });
        }
        CompletableFuture<Void> gone = new CompletableFuture<>();
        await(gone, threads.nanoTime() + time.toNanos());
        gone.thenRun(() -> {
            if (closed.get() == 0) {
                leave(0);
            } else {
                after(CLOSE_FRAMES, () -> leave(closed.get()));
            }
        });
    }

    private void leave(int closed) {
        LogFields.log(
                LOGGER,
                Level.INFO,
                "TCAST0604I: This replica has left: {0} sessions had to be closed",
                "sessions_long",
                closed);
        left.complete(closed);
    }

    /** Completes {@code gone} when no session is left, or at {@code deadline}. */
    private void await(CompletableFuture<Void> gone, long deadline) {
        if (registry.connections() == 0 || threads.nanoTime() - deadline >= 0) {
            gone.complete(null);
        } else {
            after(Duration.ofMillis(POLL_MS), () -> await(gone, deadline));
        }
    }

    private void after(Duration delay, Runnable task) {
        threads.scheduler().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Duration slot(Duration time, int index, int count) {
        return time.multipliedBy(index).dividedBy(count);
    }
}
