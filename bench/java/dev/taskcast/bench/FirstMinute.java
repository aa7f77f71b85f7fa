package dev.taskcast.bench;

import dev.taskcast.bench.Contestant.Trait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The effect of a deploy: a server that has just become ready gets its connections, and then a minute of events. */
final class FirstMinute {
    private static final int RATE = 5_000;
    private static final int SLICES = 6;
    private static final int SLICE_SECONDS = 10;

    private FirstMinute() {}

    static void measure(Run run) throws IOException, InterruptedException {
        run.add(Figure.START, new Reading(run.server().startTime().toMillis(), Usage.NONE));
        run.read(Figure.ACCEPTS_COLD, () -> {
            Duration time = run.devices(Throughput.BROADCAST);
            return Throughput.BROADCAST.sockets() / (time.toNanos() / 1e9);
        });
        if (run.is(Trait.SOCKETS)) {
            events(run);
        }
    }

    private static void events(Run run) throws IOException {
        Tally tally = run.devices().tally();
        List<Latencies> slices = new ArrayList<>();
        long deliveries = tally.deliveries();
        Usage before = run.usage();
        Pace pace = new Pace(run.feed(), Throughput.BROADCAST.users(), RATE);
        for (int slice = 0; slice < SLICES; slice++) {
            Pauses pauses = run.server().pauses();
            tally.startTiming();
            pace.send(RATE * SLICE_SECONDS);
            slices.add(new Latencies(tally.stopTiming(), run.server().pauses().since(pauses), SLICE_SECONDS));
        }
        run.devices().await(deliveries, (long) RATE * SLICE_SECONDS * SLICES);
        Usage usage = run.usage().since(before);
        run.add(Figure.FIRST_CPU, new Reading(usage.server(), usage));
        Latencies first = slices.get(0);
        Latencies last = slices.get(SLICES - 1);
        run.add(Figure.FIRST_P50, new Reading(first.at(50), usage));
        run.add(Figure.FIRST_P99, new Reading(first.at(99), usage));
        run.add(Figure.LAST_P50, new Reading(last.at(50), usage));
        run.add(Figure.LAST_P99, new Reading(last.at(99), usage));
        run.results().firstMinute(run.server().contestant().name(), slices);
    }
}
