package dev.taskcast.bench;

import dev.taskcast.bench.Contestant.Trait;
import java.io.IOException;
import java.util.List;

/**
 * A piece of work with a server that gives figures.
 *
 * @param name its name in options
 * @param needed the trait that a server needs to take part
 * @param work the work
 */
record Measure(String name, Trait needed, Work work) {
    /**
     * All measures in their order: the first minute first, and measures that need a warm server after those that warm
     * it.
     */
    static final List<Measure> ALL = List.of(
            new Measure("first-minute", Trait.IDLE, FirstMinute::measure),
            new Measure("memory", Trait.IDLE, Connections::memory),
            new Measure("fan-out-1", Trait.SOCKETS, Throughput::oneSocketEach),
            new Measure("rate-1000", Trait.SOCKETS, Rate.SLOW::ofDevices),
            new Measure("rate-1000", Trait.CONSUMER, Rate.SLOW::ofConsumer),
            new Measure("rate-5000", Trait.SOCKETS, Rate.MIDDLE::ofDevices),
            new Measure("rate-5000", Trait.CONSUMER, Rate.MIDDLE::ofConsumer),
            new Measure("rate-20000", Trait.SOCKETS, Rate.FAST::ofDevices),
            new Measure("rate-20000", Trait.CONSUMER, Rate.FAST::ofConsumer),
            new Measure("accepts", Trait.IDLE, Connections::accepts),
            new Measure("broadcast", Trait.SOCKETS, Throughput::broadcast),
            new Measure("fan-out-10", Trait.SOCKETS, Throughput::tenSocketsEach),
            new Measure("batches", Trait.TASKCAST, Throughput::batches),
            new Measure("absent", Trait.HEARTBEATS, Throughput::absent),
            new Measure("idle", Trait.HEARTBEATS, Connections::idle),
            new Measure("scale", Trait.SOCKETS, Scale::measure),
            new Measure("resume", Trait.TASKCAST, Resume::hundredMissed),
            new Measure("churn", Trait.JVM, Connections::churn));

    /** The work in one contestant's turn. */
    interface Work {
        void of(Run run) throws IOException, InterruptedException;
    }

    /** The names that options can contain. */
    static List<String> names() {
        return ALL.stream().map(Measure::name).distinct().toList();
    }
}
