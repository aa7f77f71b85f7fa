package dev.taskcast.ops;

import dev.taskcast.lines.LogFields;
import dev.taskcast.log.TaskLog;
import dev.taskcast.log.WindowStatistics;
import dev.taskcast.sessions.SessionThreads;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells an operator, at most once a minute, that the window is too small for the traffic. */
@Singleton
final class WindowWarning {
    private static final Logger LOGGER = Logger.getLogger(WindowWarning.class.getName());
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    private final TaskLog log;
    private final InstantSource clock;
    private long checked;

    @Inject
    WindowWarning(TaskLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    void start(@Observes Startup event, SessionThreads threads) {
        threads.repeat(Duration.ofMinutes(1), this::check);
    }

    /** Whether an event younger than a minute was forgotten for lack of space since the last check. */
    boolean check() {
        WindowStatistics.Snapshot window = log.statistics();
        boolean tooSmall = window.lastEvictedForSpace() > checked
                && window.ageWhenEvicted().compareTo(ENOUGH) < 0;
        checked = clock.millis();
        if (tooSmall) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1304W: The window is too small: {0} events fill its {1} MiB in {2} s, so a client that is away"
                            + " for longer must reload. Raise taskcast.window.max-bytes (and the heap)",
                    "events_long",
                    window.events(),
                    "max_mib_long",
                    window.maxBytes() >> 20,
                    "age_seconds_long",
                    window.ageWhenEvicted().toSeconds());
        }
        return tooSmall;
    }
}
