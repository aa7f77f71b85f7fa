package dev.taskcast.bench;

import dev.taskcast.bench.Contestant.Trait;
import java.io.IOException;
import java.time.Duration;

/** Measures what connections without events cost. */
final class Connections {
    private static final Shape FEW = new Shape(2_000, 1);
    private static final Shape IDLE = new Shape(15_000, 1);
    /** After this number of connections, the server has compiled its code for accepting them. */
    private static final long MANY = 20_000;

    /** After this time, the gateway has released what handshakes left behind. */
    private static final long SETTLE_MICROS = 8_000_000;
    /** After this time, the container has released broken connections. */
    private static final long LET_GO_MICROS = 40_000_000;
    /** The interval of heartbeats, for all servers. */
    private static final Duration INTERVAL = Duration.ofSeconds(25);

    private static final long LOOK_MICROS = 100_000;

    private Connections() {}

    /**
     * The memory of 10 000 connections, on a server that has had connections before. It is the live heap after a
     * collection, and the resident memory that the system reports.
     */
    static void memory(Run run) throws IOException, InterruptedException {
        run.devices(FEW);
        run.devices().leave();
        Clock.pause(SETTLE_MICROS);
        boolean jvm = run.is(Trait.JVM);
        long heap = jvm ? run.server().liveHeapBytes() : 0;
        long resident = run.server().residentBytes();
        run.devices(Throughput.WIDE);
        Clock.pause(SETTLE_MICROS);
        double connections = Throughput.WIDE.sockets();
        run.read(Figure.RESIDENT, () -> (run.server().residentBytes() - resident) / connections);
        if (jvm) {
            run.read(Figure.HEAP, () -> (run.server().liveHeapBytes() - heap) / connections);
        }
    }

    /** How fast connections are welcomed, on a server that has accepted and closed many. */
    static void accepts(Run run) throws IOException, InterruptedException {
        run.devices().leave();
        while (run.devices().tally().welcomes() < MANY) {
            run.devices(Throughput.BROADCAST);
            run.devices().leave();
        }
        Clock.pause(SETTLE_MICROS);
        run.read(Figure.ACCEPTS_WARM, () -> {
            Duration time = run.devices(Throughput.BROADCAST);
            return Throughput.BROADCAST.sockets() / (time.toNanos() / 1e9);
        });
    }

    /** What heartbeats cost, and whether they come in a burst. */
    static void idle(Run run) throws IOException, InterruptedException {
        run.devices(IDLE);
        Clock.pause(SETTLE_MICROS);
        double cpu = run.server().cpuSeconds();
        run.read(Figure.IDLE_BURST, () -> {
            long first = run.devices().tally().heartbeats();
            long most = 0;
            long looks = INTERVAL.toMillis() * 1_000 / LOOK_MICROS;
            long before = first;
            for (long look = 0; look < looks; look++) {
                Clock.pause(LOOK_MICROS);
                long now = run.devices().tally().heartbeats();
                most = Math.max(most, now - before);
                before = now;
            }
            return most / ((before - first) / (double) looks);
        });
        double used = run.server().cpuSeconds() - cpu;
        run.read(Figure.IDLE, () -> 100 * used / INTERVAL.toSeconds());
    }

    /**
     * What {@link Options#churn} connections leave behind, on a server that has had a twentieth of that number before.
     */
    static void churn(Run run) throws IOException, InterruptedException {
        int connections = run.options().churn();
        if (connections == 0) {
            return;
        }
        comeAndGo(run, connections / 20);
        long before = run.server().liveHeapBytes();
        run.read(Figure.CHURN, () -> {
            comeAndGo(run, connections);
            return (double) run.server().liveHeapBytes() / before;
        });
    }

    private static void comeAndGo(Run run, int connections) throws InterruptedException {
        for (int come = 0; come < connections; come += FEW.sockets()) {
            run.devices(FEW);
            run.devices().leave();
        }
        Clock.pause(LET_GO_MICROS);
    }
}
