package dev.taskcast.bench;

import org.HdrHistogram.Histogram;

/** What the devices of the load client have received. It is counted elsewhere, and can be looked at at any time. */
interface Tally {
    /** The longest latency that is told from a longer one. */
    long LONGEST_MICROS = 120_000_000;

    long welcomes();

    /** When the last of them was read, in microseconds since 1970. */
    long welcomed();

    long deliveries();

    /** When the last of them was read, in microseconds since 1970. */
    long latest();

    long heartbeats();

    long closes();

    /** Events that were not what the device had to get next: lost, repeated or somebody else's; and frames that nobody sends. */
    long wrong();

    /** Reads that brought bytes: many deliveries a read are few wake-ups. */
    long reads();

    /** From now on the time from due to read is recorded as well; it counts from due, so omission is no issue. */
    void startTiming();

    /** The times since {@link #startTiming}, in microseconds; call it when nothing is on its way any more. */
    Histogram stopTiming();
}
