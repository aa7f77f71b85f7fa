package dev.taskcast.bench;

import dev.taskcast.bench.Contestant.Trait;
import java.io.IOException;
import java.util.List;

/**
 * Something that is done with a server to get figures.
 *
 * @param name what options call it
 * @param needed who can take part
 * @param work what is done
 */
record Measure(String name, Trait needed, Work work) {
    /** In the order in which they are done. */
    static final List<Measure> ALL = List.of(
            new Measure("memory", Trait.IDLE, Connections::memory),
            new Measure("fan-out-1", Trait.SOCKETS, Throughput::oneSocketEach),
            new Measure("latency", Trait.SOCKETS, Latency::ofDevices),
            new Measure("latency", Trait.CONSUMER, Latency::ofConsumer),
            new Measure("accepts", Trait.IDLE, Connections::accepts),
            new Measure("broadcast", Trait.SOCKETS, Throughput::broadcast),
            new Measure("fan-out-10", Trait.SOCKETS, Throughput::tenSocketsEach),
            new Measure("batches", Trait.TASKCAST, Throughput::batches),
            new Measure("absent", Trait.HEARTBEATS, Throughput::absent),
            new Measure("idle", Trait.HEARTBEATS, Connections::idle),
            new Measure("resume", Trait.TASKCAST, Resume::hundredMissed),
            new Measure("churn", Trait.JVM, Connections::churn));

    /** What is done in one contestant's turn. */
    interface Work {
        void of(Run run) throws IOException, InterruptedException;
    }
}
