package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.auth.Revocations;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.SkippedRecords;
import dev.taskcast.log.Gap;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.Subscriber;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.tracing.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A topic in memory, and a log that is kept complete. */
abstract class LogWriterFixture {
    static final WindowSettings WINDOW =
            settings().with("taskcast.window.max-age", "1h").window();
    static final Duration HOUR = Duration.ofHours(1);

    final FakeTopic topic = new FakeTopic();
    int published;
    Instant now = Instant.parse("2026-11-23T10:00:00Z");
    final TaskLog log = new TaskLog(WINDOW, () -> now);
    private final RecordParser parser =
            new RecordParser(new RecordLimits(1 << 20, 64, 1_000), () -> now, Duration.ofSeconds(10));
    private final UnusableRecords unusable = new UnusableRecords(() -> now, new SkippedRecords());
    private final SessionRegistry registry = new SessionRegistry(
            log,
            settings().session(),
            SessionThreads.pooled(Thread::new, 64),
            () -> now,
            new Revocations(),
            Tracing.OFF);
    final RecordAppender appender = new RecordAppender(parser, log, unusable, registry, WINDOW, FakeTopic.SETTINGS);
    boolean revocationsWereRead = true;
    final ControlConsumer control =
            new ControlConsumer(
                    new KafkaConnection(null, Clock.systemUTC()),
                    FakeTopic.SETTINGS,
                    WINDOW,
                    parser,
                    unusable,
                    registry,
                    () -> now) {
                @Override
                boolean wasRead() {
                    return revocationsWereRead;
                }
            };
    final Losses losses = new Losses();
    final TopicLag lag = new TopicLag();
    final LogWriter logWriter =
            new LogWriter(FakeTopic.SETTINGS, WINDOW, log, appender, losses, lag, control, () -> now);

    void look() throws KafkaTrouble {
        logWriter.observe(topic);
    }

    void read() {
        read(Integer.MAX_VALUE);
    }

    void read(int most) {
        logWriter.take(topic.after(logWriter.nextRead(), most));
    }

    /** Kafka's client finds a gap in the partition that it reads. */
    void missing(Gap gap) {
        logWriter.missing(logWriter.nextRead().generation(), Map.of(0, gap));
    }

    /** A reader that has seen the first {@code events} events. */
    LogReader readerAfter(int events) throws KafkaTrouble {
        publish(events);
        look();
        read();
        return reader();
    }

    void publish(int events) {
        for (int i = 0; i < events; i++) {
            topic.publish("event " + published++);
        }
    }

    LogReader reader() {
        LogReader reader = log.subscribe("ada", new Subscriber() {
            @Override
            public void wake() {
                // The test runs it.
            }

            @Override
            public void displaced() {
                throw new AssertionError("There is but one");
            }
        });
        reader.beginNow();
        return reader;
    }
}
