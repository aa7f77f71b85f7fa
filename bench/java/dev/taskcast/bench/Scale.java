package dev.taskcast.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Measures what a replica of a large group costs: it has all the connections that it has places for. Half of the
 * records are for users elsewhere.
 */
final class Scale {
    private static final int PER_SECOND = 5_000;
    private static final Duration BEFORE = Duration.ofSeconds(60);
    /** Two rounds of heartbeats. */
    private static final Duration TIME = Duration.ofSeconds(50);

    private Scale() {}

    /** The measured point that checks docs/scaling.md. */
    static void measure(Run run) throws IOException {
        int devices = run.options().devices();
        if (devices == 0) {
            return;
        }
        run.devices(new Shape(devices, 1));
        send(run, devices, BEFORE);
        Usage before = run.usage();
        send(run, devices, TIME);
        Usage usage = run.usage().since(before);
        run.add(Figure.SCALE, new Reading(usage.busy(), usage));
    }

    /**
     * Sends records in turn for twice the users that are connected here. Returns when the connected users' records are
     * delivered.
     */
    private static void send(Run run, int devices, Duration time) {
        long before = run.devices().tally().deliveries();
        Pace pace = new Pace(run.feed(), 2 * devices, PER_SECOND);
        long records = time.toSeconds() * PER_SECOND;
        pace.send(records);
        // The first devices of each round are connected here.
        long rounds = records / (2L * devices);
        long here = rounds * devices + Math.min(devices, records % (2L * devices));
        run.devices().await(before, here);
    }
}
