package dev.taskcast.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * The costs of a replica in a large group. It has as many connections as it has places for, and half of the records are
 * for users of other replicas.
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
     * Sends records for twice as many users as are here, in turn. Returns when those for users who are here are
     * delivered.
     */
    private static void send(Run run, int devices, Duration time) {
        long before = run.devices().tally().deliveries();
        Pace pace = new Pace(run.feed(), 2 * devices, PER_SECOND);
        long records = time.toSeconds() * PER_SECOND;
        pace.send(records);
        // The first devices of each round are here.
        long rounds = records / (2L * devices);
        long here = rounds * devices + Math.min(devices, records % (2L * devices));
        run.devices().await(before, here);
    }
}
