package dev.taskcast.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * One contestant's turn in one round: its server, its events, its devices.
 */
record Run(ServerProcess server, Feed feed, Devices devices, Tokens tokens, Results results, Options options) {
    /** So many deliveries are on their way at most: enough to be flat out, few enough that no buffer hides a backlog. */
    private static final long ON_THE_WAY = 100_000;

    private static final long PAUSE_MICROS = 500;

    /** What is going on while a value is measured. */
    interface Work {
        /** Does it, and returns the value. */
        double value() throws IOException, InterruptedException;
    }

    /** Measures {@code work} as a reading of {@code figure}. */
    double read(Figure figure, Work work) throws IOException, InterruptedException {
        long wrong = devices.tally().wrong() + devices.tally().closes();
        double cpu = server.cpuSeconds();
        double client = devices.cpuSeconds();
        long reads = devices.tally().reads();
        long deliveries = devices.tally().deliveries();
        long start = System.nanoTime();
        double value = work.value();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "load client in %s: core %3.0f %%, %.1f deliveries a read%n",
                Load.language(),
                100 * (devices.cpuSeconds() - client) / seconds,
                (devices.tally().deliveries() - deliveries)
                        / (double) Math.max(1, devices.tally().reads() - reads));
        double busy = (server.cpuSeconds() - cpu) / seconds;
        long nowWrong = devices.tally().wrong() + devices.tally().closes();
        results.add(figure, server.contestant().name(), new Reading(value, busy, nowWrong - wrong));
        return value;
    }

    boolean is(Contestant.Trait trait) {
        return server.contestant().is(trait);
    }

    /** Has the devices of {@code shape}. */
    Duration devices(Shape shape) {
        return devices.become(shape, feed::last);
    }

    /** Events to all users of {@code shape} in turn, as fast as they are delivered; returns deliveries per second. */
    double flatOut(Shape shape, int seconds) {
        calm(true);
        long before = devices.tally().deliveries();
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        long sent = 0;
        while (System.nanoTime() < end) {
            if (sent - (devices.tally().deliveries() - before) > ON_THE_WAY) {
                feed.push();
                Clock.pause(PAUSE_MICROS);
                continue;
            }
            feed.event(1 + (int) (sent / shape.perUser() % shape.users()), Clock.micros());
            sent += shape.perUser();
        }
        double perSecond = (devices.tally().deliveries() - before) / ((System.nanoTime() - start) / 1e9);
        feed.push();
        devices.await(before, sent);
        calm(false);
        return perSecond;
    }

    private void calm(boolean calm) {
        feed.calm(calm);
        devices.calm(calm);
    }

    /** Events at {@code perSecond} for {@code time}, to the first {@code users} in turn, each due at its own moment. */
    void paced(int users, int perSecond, Duration time) {
        long before = devices.tally().deliveries();
        long total = time.toSeconds() * perSecond;
        long start = Clock.micros();
        for (long sent = 0; sent < total; ) {
            long due = start + sent * 1_000_000 / perSecond;
            if (due > Clock.micros()) {
                feed.push();
                Clock.pause(PAUSE_MICROS);
                continue;
            }
            feed.event(1 + (int) (sent % users), due);
            sent++;
        }
        feed.push();
        if (is(Contestant.Trait.SOCKETS)) {
            devices.await(before, total);
        }
    }
}
