package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;

import com.sun.management.OperatingSystemMXBean;
import dev.taskcast.auth.Revocations;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.SkippedRecords;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.TopicIdentity;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Measures what a record of an absent user costs the process, including garbage collections, without Kafka's client and
 * the channel. Not a test, since the figures depend on the machine; docs/decisions/absent-users.md has some. Run it by
 * hand, in its own JVM:
 *
 * <pre>java -Xms2g -Xmx2g -XX:+UseSerialGC -XX:MaxNewSize=128m -cp … dev.taskcast.kafka.AbsentUsersMeasurement true</pre>
 *
 * <p>The argument is {@code taskcast.kafka.keyed-by-user}, or {@code nothing}: then the records are made and not taken.
 */
final class AbsentUsersMeasurement {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int ROUNDS = 8;
    private static final int RECORDS = 1_000_000;
    private static final int POLL = 1_000;
    private static final int USERS = 10_000;
    private static final int PARTITIONS = 6;
    private static final String REST = ",\"title\":\"Prepare the quarterly report for the regional team\","
            + "\"status\":\"in_progress\",\"priority\":\"high\",\"assignee\":\"ada.lovelace@example.com\","
            + "\"labels\":[\"finance\",\"q4\"],\"due\":\"2026-12-01T09:00:00Z\"}}";

    private final long[] next = new long[PARTITIONS];
    private final TaskLog log;
    private final RecordAppender appender;
    private int number;

    private AbsentUsersMeasurement(boolean keyedByUser) {
        InstantSource clock = InstantSource.system();
        WindowSettings window = settings().window();
        log = new TaskLog(window, clock);
        log.open(TopicIdentity.of("topic"), new long[PARTITIONS]);
        log.caughtUp();
        SessionRegistry registry = new SessionRegistry(
                log,
                settings().session(),
                SessionThreads.pooled(Thread::new, 64),
                clock,
                new Revocations(),
                Tracing.OFF);
        RecordParser parser = new RecordParser(new RecordLimits(1 << 20, 64, 1_000), clock, Duration.ofSeconds(10));
        appender = new RecordAppender(
                parser,
                log,
                new UnusableRecords(clock, new SkippedRecords()),
                registry,
                window,
                settings().with("taskcast.kafka.keyed-by-user", keyedByUser).kafka());
    }

    /** Measures eight rounds. The first rounds warm up; the last rounds evict as much as they append. */
    public static void main(String[] arguments) {
        AbsentUsersMeasurement path = new AbsentUsersMeasurement(Boolean.parseBoolean(arguments[0]));
        for (int round = 1; round <= ROUNDS; round++) {
            long begin = PROCESS.getProcessCpuTime();
            for (int i = 0; i < RECORDS / POLL; i++) {
                List<ConsumerRecord<byte[], byte[]>> poll = path.poll();
                if (!arguments[0].equals("nothing")) {
                    path.appender.take(poll);
                }
            }
            long all = PROCESS.getProcessCpuTime() - begin;
            System.out.printf(
                    "round %d: %,d ns of the process a record, %,d events and %,d MB in the window%n",
                    round,
                    all / RECORDS,
                    path.log.statistics().events(),
                    path.log.statistics().bytes() >> 20);
        }
        System.gc();
        System.out.printf(
                "used heap %,d MB, accounted %,d MB%n",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                path.log.statistics().bytes() >> 20);
    }

    private List<ConsumerRecord<byte[], byte[]>> poll() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(POLL);
        for (int i = 0; i < POLL; i++) {
            int user = ++number % USERS;
            int partition = user % PARTITIONS;
            byte[] key = bytes("user-" + user);
            byte[] value = bytes("{\"event_type\":\"task.updated\",\"user_id\":\"user-" + user
                    + "\",\"task\":{\"id\":\"task-" + number + "\",\"n\":" + number + REST);
            records.add(new ConsumerRecord<>(
                    "task-updates",
                    partition,
                    next[partition]++,
                    number,
                    TimestampType.CREATE_TIME,
                    key.length,
                    value.length,
                    key,
                    value,
                    new RecordHeaders(),
                    Optional.of(1)));
        }
        return records;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
