package dev.taskcast.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Sends events to all users of a shape in turn, as fast as they are delivered.
 *
 * @param perSecond deliveries per second, without the start and the end
 * @param busy the use of the processors in the same time
 * @param micros the server's processor time for each delivery, from before the first event until after the last
 *     delivery
 */
record FlatOut(double perSecond, Usage busy, double micros) {
    /**
     * The most deliveries on their way: enough to keep the server busy, and few enough that no buffer hides a backlog.
     */
    private static final long ON_THE_WAY = 100_000;

    private static final long PAUSE_MICROS = 500;
    private static final int START_SHARE = 5;

    /** Runs for {@code seconds}, and until the last deliveries have come. */
    static FlatOut of(Run run, Shape shape, int seconds) throws IOException {
        Tally tally = run.devices().tally();
        long before = tally.deliveries();
        long start = System.nanoTime();
        long time = Duration.ofSeconds(seconds).toNanos();
        Usage first = run.usage();
        run.calm(true);
        long sent = send(run, shape, new Span(before, 0, start + time / START_SHARE));
        long early = tally.deliveries();
        Usage started = run.usage();
        sent = send(run, shape, new Span(before, sent, start + time));
        Usage busy = run.usage().since(started);
        double perSecond = (tally.deliveries() - early) / busy.seconds();
        run.calm(false);
        run.devices().await(before, sent);
        return new FlatOut(perSecond, busy, run.usage().since(first).server() * 1e6 / Math.max(1, sent));
    }

    /**
     * A part of the run.
     *
     * @param before deliveries before the run
     * @param sent deliveries that were sent in the previous part
     * @param end when the part ends
     */
    private record Span(long before, long sent, long end) {}

    private static long send(Run run, Shape shape, Span span) {
        long sent = span.sent();
        while (System.nanoTime() < span.end()) {
            if (sent - (run.devices().tally().deliveries() - span.before()) > ON_THE_WAY) {
                run.feed().push();
                Clock.pause(PAUSE_MICROS);
                continue;
            }
            run.feed().event(1 + (int) (sent / shape.perUser() % shape.users()), Clock.micros());
            sent += shape.perUser();
        }
        return sent;
    }
}
