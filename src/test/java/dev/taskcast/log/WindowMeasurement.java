package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures the real memory of the window against the memory that it is charged with, and how long a resume takes in it.
 *
 * <p>This is not a test, because its figures depend on the machine; docs/decisions/window.md has some. Run it by hand:
 *
 * <pre>mvn -q test-compile exec:java -Dexec.mainClass=dev.taskcast.log.WindowMeasurement</pre>
 */
final class WindowMeasurement {
    private static final int PARTITIONS = 6;
    private static final String TITLE = "x".repeat(180);

    private final Random random = new Random(1);
    private final long[] next = new long[PARTITIONS];
    private final TaskLog log =
            new TaskLog(new WindowSettings(8L << 30, Duration.ofMinutes(15)), InstantSource.system());

    private WindowMeasurement() {
        log.open(Replicas.TOPIC, next);
        log.caughtUp();
    }

    /** Measures four shapes of traffic, one after the other. */
    public static void main(String[] arguments) {
        measure(1_000_000, 100_000, 1);
        measure(1_000_000, 1_000, 1);
        measure(300_000, 300_000, 1);
        measure(500_000, 100_000, 2);
    }

    private static void measure(int events, int users, int usersPerEvent) {
        long before = usedHeap();
        WindowMeasurement window = new WindowMeasurement();
        for (int i = 0; i < events; i++) {
            window.append(i, users, usersPerEvent);
        }
        long heap = usedHeap() - before;
        long accounted = window.log.statistics().bytes();
        System.out.printf(
                "%,d events, %,d users, %d per event: accounted %d MB, heap %d MB, ratio %.2f%n",
                events, users, usersPerEvent, accounted >> 20, heap >> 20, (double) accounted / heap);
        window.resume(events, users);
    }

    private void append(int number, int users, int usersPerEvent) {
        int partition = random.nextInt(PARTITIONS);
        List<String> audience = new ArrayList<>();
        for (int i = 0; i < usersPerEvent; i++) {
            audience.add("user-" + random.nextInt(users));
        }
        String task = "{\"id\":\"task-" + number + "\",\"title\":\"" + TITLE + "\",\"status\":\"open\"}";
        long offset = next[partition]++;
        log.append(
                new SourceRecord(partition, offset, number, new byte[0], SourceRecord.Headers.NONE),
                new TaskEvent(
                        "task.updated", new Audience.Users(audience), task, partition + "-" + offset, Instant.EPOCH));
    }

    /** Devices that missed the last tenth of the window. */
    private void resume(int events, int users) {
        long[] missed = next.clone();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            missed[partition] -= events / 10 / PARTITIONS;
        }
        Cursor cursor = new Cursor(Replicas.TOPIC, missed);
        List<Long> micros = new ArrayList<>();
        long frames = 0;
        int resumes = 2_000;
        for (int i = 0; i < resumes; i++) {
            long begin = System.nanoTime();
            try (LogReader reader = log.subscribe("user-" + random.nextInt(users), Replicas::nobody)) {
                reader.beginAfter(cursor, Replicas::nobody);
                while (reader.next().isPresent()) {
                    frames++;
                }
            }
            micros.add((System.nanoTime() - begin) / 1_000);
        }
        micros.sort(null);
        System.out.printf(
                "   a resume of %d events on average: median %d us, 99th percentile %d us%n",
                frames / resumes, micros.get(resumes / 2), micros.get(resumes * 99 / 100));
    }

    private static long usedHeap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
