package dev.taskcast.socket;

import dev.taskcast.sessions.SessionThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The connections that have ended but still have a call that has not returned, or an open TCP connection. They count
 * against the limits until both are over.
 *
 * <p>After two seconds it interrupts their calls, once a second, because a wait inside the container can outlast its
 * socket. Ten seconds after the close frame it cuts the TCP connection. Thread-safe.
 */
@Singleton
final class Leaving {
    /** How long a call may take after the end. */
    private static final Duration LONG = SessionThreads.LONG;
    /** How long a client has to answer the close frame. */
    private static final Duration CUT = Duration.ofSeconds(10);
    /** After this time a connection is given up: only a restart frees what it holds. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(2);

    private static final long LOOK_MS = 250;
    private static final int LOOKS_A_SECOND = 4;

    private static final Logger LOGGER = Logger.getLogger(Leaving.class.getName());

    private final SessionThreads threads;
    private final Set<Outbound> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile int stuck;
    private volatile int givenUp;
    private int looks;

    @Inject
    Leaving(SessionThreads threads) {
        this.threads = threads;
    }

    /** Watches {@code connection}, which has just ended. */
    void add(Outbound connection) {
        connections.add(connection);
        next();
    }

    /** The number of such connections. */
    int size() {
        return connections.size();
    }

    /** The number of such connections with a call that has not returned in time. */
    int stuck() {
        return stuck;
    }

    /** The number of such connections that were given up. */
    int givenUp() {
        return givenUp;
    }

    private void next() {
        if (!connections.isEmpty() && looking.compareAndSet(false, true)) {
            boolean begun = false;
            try {
                threads.scheduler().schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
                begun = true;
            } finally {
                if (!begun) {
                    // The next connection that ends starts the looks again.
                    looking.set(false);
                }
            }
        }
    }

    private void look() {
        long now = threads.nanoTime();
        try {
            visit(now);
        } catch (RuntimeException | Error unexpected) {
            LOGGER.log(
                    Level.SEVERE, "TCAST0805E: A look at ended connections failed; the next one goes on", unexpected);
        }
        looking.set(false);
        next();
    }

    private void visit(long now) {
        connections.removeIf(Leaving::isOver);
        int late = 0;
        int lost = 0;
        for (Outbound connection : connections) {
            long since = now - connection.endedAt();
            late += since > LONG.toNanos() && connection.isCalling() ? 1 : 0;
            lost += since > GIVEN_UP.toNanos() ? 1 : 0;
            if (looks % LOOKS_A_SECOND == 0) {
                hurry(connection, since, now);
            }
        }
        looks++;
        stuck = late;
        givenUp = lost;
    }

    /** Whether nothing is left of {@code connection}. If so, its permit is given back. */
    private static boolean isOver(Outbound connection) {
        boolean over = connection.isOver();
        if (over) {
            connection.giveBackPermit();
        }
        return over;
    }

    private void hurry(Outbound connection, long since, long now) {
        if (since > LONG.toNanos()) {
            connection.interrupt();
        }
        if (connection.toldFor(now) > CUT.toNanos()) {
            connection.cut();
        }
    }
}
