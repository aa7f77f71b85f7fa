package dev.taskcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much of a processor each process used in some time, all in seconds.
 *
 * <p>The kernel counts the processor time of each process, including its threads that have ended, in units of 10 ms.
 *
 * @param seconds the time that passed
 * @param client the load client
 * @param producer this program, which writes the events
 * @param core everything that was used of the server's core, by all processes, including what a hypervisor took away
 */
record Usage(double seconds, double server, double client, double broker, double producer, double core) {
    /** No use, in no time. */
    static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);
    /** From this share on, a core counts as busy all the time. */
    static final double BUSY = 0.95;

    /** The unit of {@code /proc/…/stat} on every Linux that a JVM runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** The processor time of {@code process} since it started, in seconds. */
    static double of(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** The processor time of all processes on the core {@code number}, in seconds; 0 if {@code number} is a list. */
    static double ofCore(String number) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return lines.filter(line -> line.startsWith("cpu" + number + " "))
                            .map(line -> line.split(" "))
                            .mapToLong(Usage::busyTicks)
                            .sum()
                    / TICKS_PER_SECOND;
        }
    }

    /** The sum of everything except idle and iowait: user, nice, system, irq, softirq, steal. */
    private static long busyTicks(String... fields) {
        return IntStream.of(1, 2, 3, 6, 7, 8)
                .mapToLong(field -> Long.parseLong(fields[field]))
                .sum();
    }

    /** The use between {@code before} and this. */
    Usage since(Usage before) {
        return new Usage(
                seconds - before.seconds,
                server - before.server,
                client - before.client,
                broker - before.broker,
                producer - before.producer,
                core - before.core);
    }

    /** The share of its core that the server used, 0 to 1. */
    double busy() {
        return seconds == 0 ? 0 : server / seconds;
    }

    /** Whether the server used its core fully, so that it was the limit. */
    boolean serverIsLimit() {
        return busy() >= BUSY;
    }

    /** What was the limit if the server was not, with each process's share of a core. */
    String limit() {
        return "%s: server %.0f %%, client %.0f %%, broker %.0f %%, producer %.0f %%"
                .formatted(
                        who(), 100 * busy(), 100 * client / seconds, 100 * broker / seconds, 100 * producer / seconds);
    }

    private String who() {
        if (core >= BUSY * seconds) {
            return "another program on the server's core";
        }
        if (client + broker + producer < BUSY * seconds) {
            return "no processor";
        }
        if (client >= broker && client >= producer) {
            return "the client";
        }
        return broker >= producer ? "the broker" : "the producer";
    }
}
