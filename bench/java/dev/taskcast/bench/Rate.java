package dev.taskcast.bench;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What events at a fixed rate cost, and how late they are. Lateness counts from the moment when each event was due.
 *
 * <p>Half of the 10 000 devices get the events in turn; the other half get only heartbeats, for one whole round of
 * them.
 */
enum Rate {
    SLOW(1_000, Figure.CPU_1_000, Figure.P50_1_000, Figure.P99_1_000),
    MIDDLE(5_000, Figure.CPU_5_000, Figure.P50_5_000, Figure.P99_5_000),
    FAST(20_000, Figure.CPU_20_000, Figure.P50_20_000, Figure.P99_20_000);

    private static final int USERS = 5_000;
    private static final Duration BEFORE = Duration.ofSeconds(3);
    /** One round of heartbeats. */
    private static final Duration TIME = Duration.ofSeconds(25);

    private final int perSecond;
    private final Figure cpu;
    private final Figure p50;
    private final Figure p99;

    Rate(int perSecond, Figure cpu, Figure p50, Figure p99) {
        this.perSecond = perSecond;
        this.cpu = cpu;
        this.p50 = p50;
        this.p99 = p99;
    }

    /** Whether the whole distribution is drawn: for the rate that shows what users feel. */
    boolean isDrawn() {
        return this == MIDDLE;
    }

    /** Reports how late events were, once all are delivered. */
    private interface End {
        Histogram latencies() throws IOException;
    }

    void ofDevices(Run run) throws IOException {
        run.warmUp(Throughput.WIDE);
        run.paced(USERS, perSecond, BEFORE);
        run.devices().tally().startTiming();
        measure(run, () -> run.devices().tally().stopTiming());
    }

    void ofConsumer(Run run) throws IOException {
        run.paced(USERS, FAST.perSecond, run.warmUpOfConsumer());
        run.paced(USERS, perSecond, BEFORE);
        run.server().ask();
        measure(run, () -> run.server().latencies());
    }

    private void measure(Run run, End end) throws IOException {
        Pauses pauses = run.server().pauses();
        Usage before = run.usage();
        run.paced(USERS, perSecond, TIME);
        Usage usage = run.usage().since(before);
        Histogram micros = end.latencies();
        Latencies latencies = new Latencies(micros, run.server().pauses().since(pauses), usage.seconds());
        run.add(cpu, new Reading(usage.server() * 1e6 / micros.getTotalCount(), usage));
        run.add(p50, new Reading(latencies.at(50), usage));
        run.add(p99, new Reading(latencies.at(99), usage));
        if (isDrawn()) {
            run.results().draw(run.server().contestant().name(), latencies);
        }
    }
}
