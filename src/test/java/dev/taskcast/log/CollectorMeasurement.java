package dev.taskcast.log;

import com.sun.management.OperatingSystemMXBean;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how a collector handles a heap with a full window. The real log takes 40 % of the heap, 60 MB stay, and each
 * socket has about as much memory as the container keeps.
 *
 * <p>Each event leaves garbage, and a delivery writes into the objects of its socket. There is no server, and nothing
 * is sent.
 *
 * <p>This is not a test, because its figures depend on the machine; docs/decisions/collector.md has some. Run it by
 * hand, with the number of sockets as the argument and the collector under test among the options:
 *
 * <pre>java -Xms410m -Xmx410m -XX:+UseSerialGC -XX:MaxNewSize=24m -Xlog:gc*:file=gc.log -cp … CollectorMeasurement 5000</pre>
 *
 * User and Sys of each pause in the log are its processor time. It hardly depends on the machine's other work.
 */
final class CollectorMeasurement {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int PARTITIONS = 6;
    private static final int USERS = 10_000;
    private static final int EVENTS = 500_000;
    private static final int SETTLED = 50_000;
    private static final int PIECE = 100 << 10;
    private static final String TITLE = "x".repeat(180);

    private final long[] next = new long[PARTITIONS];
    private final List<byte[]> server = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<TaskEvent> events = new ArrayList<>();
    private final TaskLog log = new TaskLog(
            new WindowSettings(Runtime.getRuntime().maxMemory() / 10 * 4, Duration.ofHours(1)), InstantSource.system());
    private long appended;
    private long garbage;

    /** About what the container keeps for one socket: a buffer, small objects, maps. */
    private static final class Socket {
        final byte[] buffer = new byte[8_192];
        final Object[][] parts = new Object[60][6];
        final Map<String, Object> properties = new HashMap<>();
        final LogReader reader;

        Socket(LogReader reader) {
            this.reader = reader;
            for (int i = 0; i < 24; i++) {
                properties.put("name" + i, "value" + i);
            }
            reader.beginNow();
        }
    }

    private CollectorMeasurement(int connected) {
        log.open(Replicas.TOPIC, next);
        log.caughtUp();
        for (int i = 0; i < 600; i++) {
            server.add(new byte[PIECE]);
        }
        for (int user = 0; user < USERS; user++) {
            String task = "{\"id\":\"task-" + user + "\",\"title\":\"" + TITLE + "\",\"status\":\"open\"}";
            Audience audience = new Audience.Users(List.of("user-" + user));
            events.add(new TaskEvent("task.updated", audience, task, "0-" + user, Instant.EPOCH));
            if (user < connected) {
                sockets.add(new Socket(log.subscribe("user-" + user, Replicas::nobody)));
            }
        }
    }

    /** Fills the window, then measures half a million more events. */
    public static void main(String[] arguments) {
        CollectorMeasurement measurement = new CollectorMeasurement(Integer.parseInt(arguments[0]));
        while (measurement.log.statistics().evictedForSpace() < SETTLED) {
            measurement.one();
        }
        long begin = SYSTEM.getProcessCpuTime();
        double from = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        for (int i = 0; i < EVENTS; i++) {
            measurement.one();
        }
        System.out.printf(
                "%d events in the window: %,d ns of the processor an event, collections included;"
                        + " they left %,d MB beside; in the log of collections it begins at %.1f s%n",
                measurement.log.statistics().events(),
                (SYSTEM.getProcessCpuTime() - begin) / EVENTS,
                measurement.garbage / 1_000_000,
                from);
    }

    private void one() {
        int partition = (int) (appended % PARTITIONS);
        int user = (int) (appended % USERS);
        // The garbage of Kafka's client and the parser.
        for (int i = 0; i < 6; i++) {
            garbage += new byte[380].length;
        }
        log.append(
                new SourceRecord(partition, next[partition]++, appended, new byte[0], SourceRecord.Headers.NONE),
                events.get(user));
        appended++;
        if (user < sockets.size()) {
            deliver(sockets.get(user));
        }
    }

    private void deliver(Socket socket) {
        for (Optional<Delivery> event = socket.reader.next(); event.isPresent(); event = socket.reader.next()) {
            garbage += event.get().frame().length();
            socket.parts[(int) (appended % socket.parts.length)][0] = socket;
            socket.parts[1][1] = new byte[24];
            socket.properties.put("name3", socket);
            socket.buffer[0]++;
        }
    }
}
