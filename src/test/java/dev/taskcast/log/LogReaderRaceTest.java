package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A reader that is never idle, beside appends that alternate between its user and everyone. */
class LogReaderRaceTest {
    private static final int EVENTS = 200_000;
    private static final Audience OWN = new Audience.Users(List.of("u"));
    private static final Audience ALL = new Audience.Everyone();

    private final TaskLog log = new TaskLog(new WindowSettings(1 << 30, Duration.ofHours(1)), InstantSource.system());

    @Test
    void eventsOfAUserAndOfEveryoneComeInTheOrderOfTheLogAndNoneIsPassedOver() throws Exception {
        log.open(TopicIdentity.of("topic"), new long[1]);
        log.caughtUp();
        try (LogReader reader = log.subscribe("u", () -> {})) {
            reader.beginNow();
            CompletableFuture<Void> appends = CompletableFuture.runAsync(this::appendAll);
            for (int expected = 0; expected < EVENTS; ) {
                Optional<Delivery> next = reader.next();
                if (next.isPresent()) {
                    assertThat(next.get().frame().text()).contains("\"id\":\"" + expected++ + "\"");
                } else if (appends.isDone() && !reader.hasNext()) {
                    throw new AssertionError("The last event is missing: " + expected);
                }
            }
            appends.get(1, TimeUnit.MINUTES);
        }
    }

    private void appendAll() {
        for (int i = 0; i < EVENTS; i++) {
            SourceRecord record = new SourceRecord(0, i, 0, new byte[0], SourceRecord.Headers.NONE);
            Audience audience = i % 2 == 0 ? OWN : ALL;
            log.append(record, new TaskEvent("task.updated", audience, "{}", Integer.toString(i), Instant.EPOCH));
        }
    }
}
