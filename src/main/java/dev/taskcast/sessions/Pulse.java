package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Visits every session once a second, a slice of them at a time, so that heartbeats, deadlines and
 * expiries of many sessions never come in one burst; counts the calls that are stuck; and lets the window forget what is
 * too old.
 */
@Singleton
final class Pulse {
    private static final Logger LOGGER = Logger.getLogger(Pulse.class.getName());
    private static final int SLICES = 20;
    private static final long BEAT_MS = 1_000 / SLICES;

    private final SessionRegistry registry;
    private final SessionThreads threads;
    private Iterator<Session> round;
    private int stuck;
    private ScheduledFuture<?> beats;

    @Inject
    Pulse(SessionRegistry registry, SessionThreads threads) {
        this.registry = registry;
        this.threads = threads;
    }

    void start(@Observes Startup event) {
        beats = threads.scheduler().scheduleAtFixedRate(this::beat, BEAT_MS, BEAT_MS, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        if (beats != null) {
            beats.cancel(false);
        }
    }

    /** Sessions that were all sent something at once do not all have their next heartbeat at once: {@code id} decides. */
    static long silence(String id, Duration heartbeat) {
        long nanos = heartbeat.toNanos();
        return nanos - (nanos >> 2) * (id.hashCode() & 0xff) / 0xff;
    }

    /** One slice of a round; the next round begins when this one has come to its end. */
    void beat() {
        try {
            if (round == null || !round.hasNext()) {
                registry.stuck(stuck);
                stuck = 0;
                round = registry.sessions().iterator();
                registry.log().evict();
            }
            long now = registry.nanoTime();
            Instant wallClock = registry.clock().instant();
            SessionSettings settings = registry.settings();
            for (int left = registry.connections() / SLICES + 1; left > 0 && round.hasNext(); left--) {
                Session session = round.next();
                stuck += session.isStuck(now) ? 1 : 0;
                session.visit(now, wallClock, settings);
            }
        } catch (RuntimeException | Error unexpected) {
            LOGGER.log(Level.SEVERE, "TASKCAST A heartbeat round failed; the next one goes on", unexpected);
        }
    }
}
