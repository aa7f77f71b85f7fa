package dev.taskcast.sessions;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.auth.Revocations;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.log.Delivery;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.TaskLog;
import dev.taskcast.tracing.Tracing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Measures the cost of counting how long deliveries take. The same events go through a reader alone and through
 * {@link Deliveries}, with a call for each event and with a call for sixteen events.
 *
 * <p>This is not a test, because its figures depend on the machine. Run it by hand:
 *
 * <pre>mvn -q test-compile exec:java -Dexec.mainClass=dev.taskcast.sessions.TimesMeasurement</pre>
 */
final class TimesMeasurement {
    private static final int EVENTS = 20_000;
    private static final int ROUNDS = 60;

    private static final TaskEvent EVENT = new TaskEvent(
            "task.updated",
            new Audience.Users(List.of("a")),
            "{\"id\":\"task-1\",\"title\":\"" + "x".repeat(180) + "\"}",
            "0-1",
            Instant.EPOCH);

    private final ManualThreads threads = new ManualThreads();
    private TaskLog log;
    private long characters;

    private TimesMeasurement() {}

    /** Measures rounds of each kind in turn; the first half warms up. */
    public static void main(String[] arguments) {
        TimesMeasurement measurement = new TimesMeasurement();
        long alone = 0;
        long each = 0;
        long sixteen = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int counts = round < ROUNDS / 2 ? 0 : 1;
            alone += counts * measurement.alone();
            each += counts * measurement.counted(1);
            sixteen += counts * measurement.counted(16);
        }
        double events = (double) EVENTS * ROUNDS / 2;
        System.out.printf(
                "ns an event: %.1f alone, %.1f counted in calls of one, %.1f in calls of sixteen; %,d characters%n",
                alone / events, each / events, sixteen / events, measurement.characters);
    }

    /** A reader that has all events before it. */
    private LogReader reader() {
        log = new TaskLog(settings().window(), InstantSource.system());
        log.open(SessionsFixture.TOPIC, new long[1]);
        log.caughtUp();
        LogReader reader = log.subscribe("a", () -> {});
        reader.beginNow();
        for (int i = 0; i < EVENTS; i++) {
            byte[] nothing = {};
            log.append(new SourceRecord(0, i, System.currentTimeMillis(), nothing, SourceRecord.Headers.NONE), EVENT);
        }
        return reader;
    }

    private long alone() {
        try (LogReader reader = reader()) {
            long begun = System.nanoTime();
            for (int i = 0; i < EVENTS; i++) {
                take(reader.next());
            }
            return System.nanoTime() - begun;
        }
    }

    private long counted(int run) {
        try (LogReader reader = reader()) {
            Deliveries deliveries = new Deliveries(
                    reader,
                    new SessionRegistry(
                            log,
                            SessionsFixture.SETTINGS,
                            threads,
                            InstantSource.system(),
                            new Revocations(),
                            Tracing.OFF));
            long begun = System.nanoTime();
            for (int i = 0; i < EVENTS; i++) {
                take(deliveries.next());
                if (i % run == run - 1) {
                    deliveries.sent("", true);
                }
            }
            return System.nanoTime() - begun;
        }
    }

    private void take(Optional<Delivery> delivery) {
        characters += delivery.orElseThrow().frame().length();
    }
}
