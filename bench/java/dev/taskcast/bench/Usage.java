package dev.taskcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who used how much of a processor in some time, all in seconds.
 *
 * <p>It is what the kernel charges to each process, with threads that ended: exact but for the unit of 10 ms.
 *
 * @param seconds the time that passed
 * @param client the load client
 * @param producer this program, which writes the events
 */
record Usage(double seconds, double server, double client, double broker, double producer) {
    /** Nothing in no time. */
    static final Usage NONE = new Usage(0, 0, 0, 0, 0);
    /** From this share on a core counts as busy all the time. */
    static final double BUSY = 0.95;

    /** The unit of {@code /proc/…/stat} on every Linux that a JVM runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** What {@code process} has used since it started, in seconds. */
    static double of(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** What was used between {@code before} and this. */
    Usage since(Usage before) {
        return new Usage(
                seconds - before.seconds,
                server - before.server,
                client - before.client,
                broker - before.broker,
                producer - before.producer);
    }

    /** The share of its core that the server used, 0 to 1. */
    double busy() {
        return seconds == 0 ? 0 : server / seconds;
    }

    /** Whether the server had nothing left to give, so that it was the limit. */
    boolean serverIsLimit() {
        return busy() >= BUSY;
    }

    /** Who was the limit if the server was not, with everybody's share of a core. */
    String limit() {
        String most = "the producer";
        if (client >= broker && client >= producer) {
            most = "the client";
        } else if (broker >= producer) {
            most = "the broker";
        }
        boolean full = client + broker + producer >= BUSY * seconds;
        return "%s: server %.0f %%, client %.0f %%, broker %.0f %%, producer %.0f %%"
                .formatted(
                        full ? most : "no processor",
                        100 * busy(),
                        100 * client / seconds,
                        100 * broker / seconds,
                        100 * producer / seconds);
    }
}
