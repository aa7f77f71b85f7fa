package dev.taskcast.bench;

import org.HdrHistogram.Histogram;

/**
 * The deliveries that the devices of the load client have received. Another thread or process counts them, and they can
 * be read at any time.
 */
interface Tally {
    /** The longest latency that is recorded exactly; longer ones count as this. */
    long LONGEST_MICROS = 120_000_000;

    long welcomes();

    /** When the last welcome was read, in microseconds since 1970. */
    long welcomed();

    long deliveries();

    /** When the last delivery was read, in microseconds since 1970. */
    long latest();

    long heartbeats();

    long closes();

    /**
     * Events that were not the device's next event: lost, repeated or of another user. Also frames that no server
     * sends.
     */
    long wrong();

    /** Reads that brought bytes: with many deliveries in a read, the thread wakes up rarely. */
    long reads();

    /**
     * From now on, the time from due to read is also recorded. It begins when the event is due, so late sends do not
     * hide latency.
     */
    void startTiming();

    /** The times since {@link #startTiming}, in microseconds. Call it only when no delivery is on its way any more. */
    Histogram stopTiming();
}
