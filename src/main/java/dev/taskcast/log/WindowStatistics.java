package dev.taskcast.log;

import java.time.Duration;

/** The window's counters. Not thread-safe: {@link TaskLog} guards it. */
public final class WindowStatistics {
    private long appended;
    private long evictedForSpace;
    private long ageAtEviction;
    private long lastEviction;

    /**
     * The state of the window at one moment.
     *
     * @param events how many events it holds
     * @param bytes the memory that they are charged with
     * @param maxBytes the memory that it may take, in bytes
     * @param age the age of its oldest event
     * @param feeds how many users have an event in it or a session
     * @param appended how many events were ever appended
     * @param evictedForSpace how many events were forgotten early because the memory was used up
     * @param ageWhenEvicted how old the last of those events was
     * @param lastEvictedForSpace when that was, in milliseconds since the epoch; 0 for never
     */
    public record Snapshot(
            int events,
            long bytes,
            long maxBytes,
            Duration age,
            int feeds,
            long appended,
            long evictedForSpace,
            Duration ageWhenEvicted,
            long lastEvictedForSpace) {}

    void appended() {
        appended++;
    }

    void evictedForSpace(long age, long now) {
        evictedForSpace++;
        ageAtEviction = age;
        lastEviction = now;
    }

    Snapshot snapshot(int events, long bytes, long maxBytes, long age, int feeds) {
        return new Snapshot(
                events,
                bytes,
                maxBytes,
                Duration.ofMillis(age),
                feeds,
                appended,
                evictedForSpace,
                Duration.ofMillis(ageAtEviction),
                lastEviction);
    }
}
