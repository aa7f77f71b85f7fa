package dev.taskcast.sessions;

import dev.taskcast.log.Durations;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.Collector;
import java.time.Duration;
import java.util.List;

/** How long deliveries, resumes, sessions and drains took, for metrics. Thread-safe. */
public final class SessionTimes {
    private static final double SECOND = 1e9;
    private static final long MICROS = 1_000;

    private final Durations send = Durations.inMilliseconds(
            "taskcast_send_seconds", "Time from appending a live event until the socket accepted it");
    private final Durations delivery = Durations.inMilliseconds(
            "taskcast_delivery_seconds",
            "Time from the timestamp of a live event's record until the socket accepted it");
    private final Histogram resumedEvents = Histogram.builder()
            .name("taskcast_resume_events")
            .help("Earlier events that a resumed session received")
            .classicUpperBounds(0, 1, 10, 100, 1_000, 10_000, 100_000)
            .build();
    private final Histogram resume = Histogram.builder()
            .name("taskcast_resume_seconds")
            .help("Time from opening a resumed session until the socket accepted all earlier events")
            .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
            .build();
    private final Histogram session = Histogram.builder()
            .name("taskcast_session_seconds")
            .help("Length of a session, once it has ended")
            .classicUpperBounds(1, 10, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400)
            .build();
    private final Histogram drain = Histogram.builder()
            .name("taskcast_drain_seconds")
            .help("Time from the request to leave until this replica had left")
            .classicUpperBounds(1, 2.5, 5, 10, 15, 20, 30, 45, 60, 120)
            .build();

    SessionTimes() {}

    /** The metrics to scrape. */
    public List<Collector> collectors() {
        return List.of(send, delivery, resumedEvents, resume, session, drain);
    }

    /**
     * Counts {@code events} live events that were sent together. The times are in milliseconds since the oldest of them
     * was appended, and since its record was written.
     */
    void sent(long sinceAppended, long sinceRecord, int events) {
        send.count(sinceAppended * MICROS, events);
        delivery.count(sinceRecord * MICROS, events);
    }

    /** A resumed session has received the events that it missed, in {@code nanos} nanoseconds. */
    void resumed(long events, long nanos) {
        resumedEvents.observe((double) events);
        resume.observe(nanos / SECOND);
    }

    void sessionEnded(long nanos) {
        session.observe(nanos / SECOND);
    }

    void drained(Duration time) {
        drain.observe(time.toNanos() / SECOND);
    }
}
