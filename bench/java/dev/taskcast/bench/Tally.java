package dev.taskcast.bench;

import org.HdrHistogram.Histogram;

/**
 * What the devices of the load client have received. Another thread or process counts; reading is possible at any time.
 */
interface Tally {
    /** The longest latency that can be told from a longer one. */
    long LONGEST_MICROS = 120_000_000;

    long welcomes();

    /** When the last welcome was read, in microseconds since 1970. */
    long welcomed();

    long deliveries();

    /** When the last delivery was read, in microseconds since 1970. */
    long latest();

    long heartbeats();

    long closes();

    /** Events that were not the next one for the device: lost, repeated or another user's. Unknown frames count too. */
    long wrong();

    /** Reads that brought bytes: many deliveries per read mean few wake-ups. */
    long reads();

    /**
     * From now on the time from due to read is recorded too. It counts from the due time, so coordinated omission is no
     * issue.
     */
    void startTiming();

    /** The times since {@link #startTiming}, in microseconds. Call it when no delivery is on its way any more. */
    Histogram stopTiming();
}
