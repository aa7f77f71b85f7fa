package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Revocations;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.SkippedRecords;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.tracing.FakeTracing;
import dev.taskcast.wire.TopicIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tracing learns of each record's append before its event can be delivered. If it is off, no header is read for it. */
class TracedAppendsTest {
    private static final WindowSettings WINDOW = settings().window();
    private static final String EVENT = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":1}}";
    private static final String NAMED =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"a.b\",\"taskcastuser\":\"ada\",\"data\":{\"id\":1}}";

    private final InstantSource clock = InstantSource.system();
    private final TaskLog log = new TaskLog(WINDOW, clock);
    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 64);
    private final List<String> asked = new ArrayList<>();
    private long offset;

    @AfterEach
    void end() {
        threads.close();
    }

    private RecordAppender appender(FakeTracing tracing) {
        log.open(TopicIdentity.of("topic"), new long[1]);
        return new RecordAppender(
                new RecordParser(new RecordLimits(1 << 20, 64, 1_000), clock, Duration.ofSeconds(10)),
                log,
                new UnusableRecords(clock, new SkippedRecords()),
                new SessionRegistry(log, settings().session(), threads, clock, new Revocations(), tracing),
                WINDOW,
                FakeTopic.SETTINGS,
                tracing);
    }

    private List<ConsumerRecord<byte[], byte[]>> record(String value) {
        RecordHeaders headers = new RecordHeaders() {
            @Override
            public Header lastHeader(String name) {
                asked.add(name);
                return super.lastHeader(name);
            }
        };
        return List.of(new ConsumerRecord<>(
                "tasks",
                0,
                offset++,
                clock.millis(),
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                value.getBytes(StandardCharsets.UTF_8),
                headers,
                Optional.empty()));
    }

    @Test
    void eachRecordSaysWhatBecameOfIt() {
        FakeTracing tracing = new FakeTracing(true);
        RecordAppender appender = appender(tracing);
        log.caughtUp();
        for (String value :
                List.of(EVENT, NAMED, NAMED, "{\"event_type\":\"session.revoke\",\"user_id\":\"eve\"}", "no")) {
            appender.take(record(value));
        }
        assertThat(tracing.told)
                .containsExactly(
                        "append tasks 0",
                        "appended",
                        "append tasks 1",
                        "appended",
                        "append tasks 2",
                        "passed copy",
                        "append tasks 3",
                        "passed revocation",
                        "append tasks 4",
                        "failed NOT_JSON");
    }

    @Test
    void aDeviceIsWokenOnlyOnceTheAppendHasBegun() {
        FakeTracing tracing = new FakeTracing(true);
        RecordAppender appender = appender(tracing);
        log.caughtUp();
        LogReader ada = log.subscribe("ada", () -> tracing.told.add("woken"));
        ada.beginNow();
        ada.next();
        tracing.told.clear();
        appender.take(record(EVENT));
        assertThat(tracing.told).containsSubsequence("append tasks 0", "woken", "appended");
    }

    @Test
    void thePastThatIsReadAtTheStartIsNotTraced() {
        FakeTracing tracing = new FakeTracing(true);
        appender(tracing).take(record(EVENT));
        assertThat(tracing.told).isEmpty();
        assertThat(log.nextOffset(0)).isOne();
    }

    @Test
    void withTracingOffNoTraceHeaderOfARecordIsRead() {
        RecordAppender appender = appender(new FakeTracing(false));
        log.caughtUp();
        appender.take(record(EVENT));
        appender.take(record(NAMED));
        assertThat(log.nextOffset(0)).isEqualTo(2);
        assertThat(asked).isNotEmpty().noneMatch(name -> name.contains("trace"));
    }
}
