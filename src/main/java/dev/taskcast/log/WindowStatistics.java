package dev.taskcast.log;

import java.time.Duration;

/** What the window counts about itself. Not thread-safe: {@link TaskLog} guards it. */
public final class WindowStatistics {
    private long appended;
    private long evictedForSpace;
    private long ageAtEviction;
    private long lastEviction;

    /**
     * The window at one moment.
     *
     * @param events how many events it holds
     * @param bytes the memory they are accounted with
     * @param maxBytes the memory it may take
     * @param age the age of its oldest event
     * @param feeds how many users have an event in it or a session
     * @param appended how many events were ever appended
     * @param evictedForSpace how many were forgotten before their time because the memory was used up
     * @param ageWhenEvicted how old the last one of those was
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
