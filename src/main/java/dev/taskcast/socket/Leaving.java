package dev.taskcast.socket;

import jakarta.websocket.Session;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sockets that are closed, of which the TCP connection may still be there: they keep their places until it has ended.
 *
 * <p>After its close frame the container waits 30 s for the client's, and another 30 s after each frame that comes instead.
 * It reports nothing when that is over, but takes the user properties away from the socket. Thread-safe.
 */
final class Leaving {
    private static final long LOOK_MS = 250;

    private final Queue<Departure> departures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    /** A socket, and what makes its places free. */
    private record Departure(Session socket, Runnable places) {
        boolean isOver() {
            try {
                return socket.getUserProperties() == null;
            } catch (IllegalStateException closed) {
                return true;
            }
        }
    }

    /** Runs {@code places} when the TCP connection of {@code socket} has ended, on the timer's thread. */
    void add(Session socket, Runnable places, ScheduledExecutorService timer) {
        departures.add(new Departure(socket, places));
        if (looking.compareAndSet(false, true)) {
            next(timer);
        }
    }

    /** How many there are. */
    int size() {
        return departures.size();
    }

    private void next(ScheduledExecutorService timer) {
        timer.schedule(() -> look(timer), LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look(ScheduledExecutorService timer) {
        departures.removeIf(departure -> {
            boolean over = departure.isOver();
            if (over) {
                departure.places().run();
            }
            return over;
        });
        looking.set(false);
        if (!departures.isEmpty() && looking.compareAndSet(false, true)) {
            next(timer);
        }
    }
}
