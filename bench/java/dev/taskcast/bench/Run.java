package dev.taskcast.bench;

import dev.taskcast.bench.Contestant.Trait;
import dev.taskcast.harness.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One contestant's turn in one round: its server, its events, its devices.
 *
 * @param warm whether the server has had its warm-up
 */
record Run(
        ServerProcess server,
        KafkaBroker broker,
        Feed feed,
        Devices devices,
        Tokens tokens,
        Results results,
        Options options,
        AtomicBoolean warm) {

    /** The work during which a value is measured. */
    interface Work {
        /** Does the work, and returns the value. */
        double value() throws IOException, InterruptedException;
    }

    /** Measures {@code work} as a reading of {@code figure}. */
    void read(Figure figure, Work work) throws IOException, InterruptedException {
        Usage before = usage();
        double value = work.value();
        add(figure, new Reading(value, usage().since(before)));
    }

    /** Adds a reading of {@code figure} to the results, and prints it. */
    void add(Figure figure, Reading reading) {
        System.out.printf(
                "%-16s %-84s %,12.3f   core %3.0f %%%n",
                server.contestant().name(),
                figure.title(),
                reading.value(),
                reading.usage().busy() * 100);
        results.add(figure, server.contestant().name(), reading);
    }

    /** The use of the processors since some moment in the past. */
    Usage usage() throws IOException {
        return new Usage(
                System.nanoTime() / 1e9,
                server.cpuSeconds(),
                devices.cpuSeconds(),
                Usage.of(broker.handle().pid()),
                Usage.of(ProcessHandle.current().pid()),
                Usage.ofCore(options.cpu()));
    }

    boolean is(Trait trait) {
        return server.contestant().is(trait);
    }

    /** Changes the devices to those of {@code shape}. */
    Duration devices(Shape shape) {
        return devices.become(shape, feed::last);
    }

    /** Whether no latency is measured now, so that other work may be light. */
    void calm(boolean calm) {
        feed.calm(calm);
        devices.calm(calm);
    }

    /**
     * Changes the devices to those of {@code shape}. A server that is not warm gets events; then the result is true.
     */
    boolean warmUp(Shape shape) throws IOException {
        devices(shape);
        if (warm.getAndSet(true)) {
            return false;
        }
        FlatOut.of(this, shape, options.warmUp());
        return true;
    }

    /** How long a server without devices still needs events to be warm. */
    Duration warmUpOfConsumer() {
        return warm.getAndSet(true) ? Duration.ZERO : Duration.ofSeconds(options.warmUp());
    }

    /**
     * Sends events at {@code perSecond} for {@code time} to the first {@code users} in turn. Returns when all are
     * delivered.
     */
    void paced(int users, int perSecond, Duration time) {
        long before = devices.tally().deliveries();
        long total = time.toSeconds() * perSecond;
        new Pace(feed, users, perSecond).send(total);
        if (is(Trait.SOCKETS)) {
            devices.await(before, total);
        }
    }
}
