package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Visits each session when something is due, by the {@link Wheel}: heartbeats, deadlines and expiries.
 *
 * <p>Once a second it counts the stuck calls and the sessions that are behind, and ends calls that take too long. It
 * looks at a slice of the sessions at a time, and only while calls are under way. It also makes the window forget old
 * events.
 */
@Singleton
final class Pulse {
    private static final Logger LOGGER = Logger.getLogger(Pulse.class.getName());
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SLICES = (int) SECOND.dividedBy(Wheel.SLOT);

    private final SessionRegistry registry;
    private final SessionThreads threads;
    private final Wheel wheel;
    private Iterator<Session> round = Collections.emptyIterator();
    private Duration clocksApart;
    /** Whether some sessions may be in no slot or in a wrong slot. */
    private boolean placeAll;

    private int beats;
    private int stuck;
    private Lag lag = Lag.NONE;
    private ScheduledFuture<?> timer;

    @Inject
    Pulse(SessionRegistry registry, SessionThreads threads) {
        this.registry = registry;
        this.threads = threads;
        this.wheel = registry.wheel();
        this.clocksApart = clocksApart();
    }

    void start(@Observes Startup event) {
        long beat = Wheel.SLOT.toMillis();
        timer = threads.scheduler().scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    void beat() {
        try {
            if (beats++ % SLICES == 0) {
                everySecond();
            }
            lookAtCalls();
            long now = registry.nanoTime();
            Instant wallClock = registry.clock().instant();
            SessionSettings settings = registry.settings();
            for (Session session : wheel.take(now)) {
                wheel.place(session, visit(session, now, wallClock, settings));
            }
        } catch (RuntimeException | Error unexpected) {
            placeAll = true;
            failed(unexpected);
        }
    }

    private static long visit(Session session, long now, Instant wallClock, SessionSettings settings) {
        try {
            long rest = Visit.to(session, now, wallClock, settings);
            return now + (rest > 0 ? rest : SECOND.toNanos());
        } catch (RuntimeException | Error unexpected) {
            failed(unexpected);
            return now + SECOND.toNanos();
        }
    }

    /** Must not throw: the timer does not repeat a task that throws. */
    private static void failed(Throwable unexpected) {
        try {
            LOGGER.log(Level.SEVERE, "TCAST0608E: A heartbeat round failed; the next round still runs", unexpected);
        } catch (RuntimeException | Error noRoom) {
            unexpected.addSuppressed(noRoom);
        }
    }

    private void everySecond() {
        registry.log().evict();
        followWallClock();
        if (placeAll) {
            placeAll();
            placeAll = false;
        }
        if (!round.hasNext()) {
            registry.seen(stuck, lag);
            stuck = 0;
            lag = Lag.NONE;
            round = registry.runningCalls().any() ? registry.sessions().iterator() : Collections.emptyIterator();
        }
    }

    /** Looks at one slice of a round. */
    private void lookAtCalls() {
        long now = registry.nanoTime();
        long wallClock = registry.clock().millis();
        long deadline = registry.callDeadline().toNanos();
        for (int left = registry.connections() / SLICES + 1; left > 0 && round.hasNext(); left--) {
            Session session = round.next();
            stuck += Visit.isStuck(session, now, deadline, registry.counters()) ? 1 : 0;
            lag = lag.with(session.waitingSince(), wallClock);
        }
    }

    /**
     * Tokens expire by the wall clock. Within a second after somebody sets that clock, a visit of every session is due.
     */
    private void followWallClock() {
        Duration apart = clocksApart();
        if (apart.minus(clocksApart).abs().compareTo(SECOND) > 0) {
            placeAll = true;
        }
        clocksApart = apart;
    }

    /** Schedules a visit of every session within the next second. */
    private void placeAll() {
        long now = registry.nanoTime();
        int index = 0;
        for (Session session : registry.sessions()) {
            wheel.place(session, now + Wheel.SLOT.toNanos() * (index++ % SLICES));
        }
    }

    private Duration clocksApart() {
        return Duration.between(Instant.EPOCH, registry.clock().instant()).minusNanos(registry.nanoTime());
    }
}
