package dev.taskcast.bench;

import java.io.IOException;
import java.util.Arrays;

/** Sends events as fast as they are delivered. Measures what an event costs, and how many are delivered in a second. */
final class Throughput {
    static final Shape WIDE = new Shape(10_000, 1);
    static final Shape BROADCAST = new Shape(5_000, 1);
    private static final Shape DEEP = new Shape(1_000, 10);
    private static final Shape DEEP_BATCHES = new Shape(1_000, 10, "&accept=batch");
    private static final Shape ONE = new Shape(1, 1);
    private static final int BROADCASTS = 40;
    private static final long BETWEEN_MICROS = 200_000;
    /** Users from this number on have no devices in any measure. */
    private static final int ABSENT_FROM = 50_000;

    private static final int ABSENT = 10_000;
    private static final int ABSENT_EVENTS = 3_000_000;

    private Throughput() {}

    static void oneSocketEach(Run run) throws IOException, InterruptedException {
        flatOut(run, WIDE, Figure.CPU_WIDE, Figure.RATE_WIDE);
    }

    static void tenSocketsEach(Run run) throws IOException, InterruptedException {
        flatOut(run, DEEP, Figure.CPU_DEEP, Figure.RATE_DEEP);
    }

    static void batches(Run run) throws IOException, InterruptedException {
        flatOut(run, DEEP_BATCHES, Figure.CPU_BATCHES, Figure.RATE_BATCHES);
    }

    private static void flatOut(Run run, Shape shape, Figure cpu, Figure rate) throws IOException {
        int seconds = run.options().seconds();
        if (!run.warmUp(shape)) {
            FlatOut.of(run, shape, seconds);
        }
        FlatOut measured = FlatOut.of(run, shape, seconds);
        run.add(cpu, new Reading(measured.micros(), measured.busy()));
        run.add(rate, new Reading(measured.perSecond(), measured.busy()));
    }

    /** The median of single events, sent one at a time; only the second half of them counts. */
    static void broadcast(Run run) throws IOException, InterruptedException {
        run.devices(BROADCAST);
        run.read(Figure.BROADCAST, () -> {
            double[] millis = new double[BROADCASTS];
            for (int i = 0; i < BROADCASTS; i++) {
                long before = run.devices().tally().deliveries();
                long sent = Clock.micros();
                run.feed().event(Event.EVERYONE, sent);
                run.feed().push();
                run.devices().await(before, BROADCAST.sockets());
                millis[i] = (run.devices().tally().latest() - sent) / 1e3;
                Clock.pause(BETWEEN_MICROS);
            }
            double[] warm = Arrays.copyOfRange(millis, BROADCASTS / 2, BROADCASTS);
            Arrays.sort(warm);
            return warm[warm.length / 2];
        });
    }

    /**
     * How fast a server reads what was written while it was stopped. One device waits for the last event of each
     * partition.
     */
    static void absent(Run run) throws IOException, InterruptedException {
        run.devices(ONE);
        catchUp(run, write(run));
        int last = write(run);
        run.read(Figure.ABSENT, () -> catchUp(run, last));
    }

    /** Stops the server, writes events for users without a device, and returns how many events mark their end. */
    private static int write(Run run) throws IOException, InterruptedException {
        KafkaFeed feed = (KafkaFeed) run.feed();
        run.server().signal("STOP");
        feed.calm(true);
        for (int i = 0; i < ABSENT_EVENTS; i++) {
            feed.event(ABSENT_FROM + i % ABSENT, Clock.micros());
        }
        int last = feed.markEnd();
        feed.calm(false);
        return last;
    }

    private static double catchUp(Run run, int last) throws IOException, InterruptedException {
        long before = run.devices().tally().deliveries();
        long start = Clock.micros();
        run.server().signal("CONT");
        run.devices().await(before, last);
        return ABSENT_EVENTS / ((run.devices().tally().latest() - start) / 1e6);
    }
}
