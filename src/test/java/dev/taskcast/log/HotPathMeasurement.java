package dev.taskcast.log;

import com.sun.management.ThreadMXBean;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures what an event costs between the parsed record and a session: append and {@code next} on one thread, without
 * session, wake or transport. This says nothing about sends.
 *
 * <p>This is not a test, because its figures depend on the machine; docs/decisions/window.md has some. Run it by hand:
 *
 * <pre>mvn -q test-compile exec:java -Dexec.mainClass=dev.taskcast.log.HotPathMeasurement</pre>
 */
final class HotPathMeasurement {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PARTITIONS = 6;
    private static final int USERS = 1_000;
    private static final int EVENTS = 400_000;
    private static final String TITLE = "x".repeat(180);

    private final long[] next = new long[PARTITIONS];
    private final TaskLog log =
            new TaskLog(new WindowSettings(64L << 20, Duration.ofMinutes(15)), InstantSource.system());
    private final List<TaskEvent> events = new ArrayList<>();
    private final List<LogReader> readers = new ArrayList<>();
    private long sent;

    private HotPathMeasurement() {
        log.open(Replicas.TOPIC, next);
        log.caughtUp();
        for (int user = 0; user < USERS; user++) {
            String task = "{\"id\":\"task-" + user + "\",\"title\":\"" + TITLE + "\",\"status\":\"open\"}";
            Audience audience = new Audience.Users(List.of("user-" + user));
            events.add(new TaskEvent("task.updated", audience, task, "0-" + user, Instant.EPOCH));
            LogReader reader = log.subscribe("user-" + user, Replicas::nobody);
            reader.beginNow();
            readers.add(reader);
        }
    }

    /** Measures twelve rounds; the first rounds warm up. */
    public static void main(String[] arguments) {
        HotPathMeasurement path = new HotPathMeasurement();
        for (int round = 1; round <= 12; round++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long begin = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < EVENTS; i++) {
                path.one(i);
            }
            long nanos = (THREADS.getCurrentThreadCpuTime() - begin) / EVENTS;
            long bytes = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / EVENTS;
            System.out.printf(
                    "round %d: %,d ns of this thread and %,d bytes an event, %d sent%n",
                    round, nanos, bytes, path.sent);
        }
    }

    private void one(int number) {
        int partition = number % PARTITIONS;
        log.append(
                new SourceRecord(partition, next[partition]++, number, new byte[0], SourceRecord.Headers.NONE),
                events.get(number % USERS));
        LogReader reader = readers.get(number % USERS);
        for (Optional<Delivery> event = reader.next(); event.isPresent(); event = reader.next()) {
            sent += event.get().frame().length();
        }
    }
}
