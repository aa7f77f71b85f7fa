package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A reader that is never idle, while appends alternate between its user and everyone. */
class LogReaderRaceTest {
    private static final int EVENTS = 200_000;
    private static final int VISITED = 20_000;
    private static final TopicIdentity TOPIC = TopicIdentity.of("topic");
    private static final Audience OWN = new Audience.Users(List.of("u"));
    private static final Audience ALL = new Audience.Everyone();

    private final TaskLog log = new TaskLog(new WindowSettings(1 << 30, Duration.ofHours(1)), InstantSource.system());

    @Test
    void eventsOfAUserAndOfEveryoneAllComeInTheOrderOfTheLog() throws Exception {
        log.open(TOPIC, new long[1]);
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
                } else {
                    coversWhatWasHandedOut(reader, expected);
                }
            }
            appends.get(1, TimeUnit.MINUTES);
        }
    }

    /** The log's end is read without a lock, so it may lag behind the entry that the reader was just handed. */
    private static void coversWhatWasHandedOut(LogReader reader, int events) {
        reader.cursor().map(Replicas::cursor).ifPresent(cursor -> assertThat(cursor.next(0))
                .isGreaterThanOrEqualTo(events));
    }

    /**
     * Whether an entry is unread depends on the readers at that moment; the events that readers get do not depend on
     * it.
     */
    @Test
    void aReaderThatComesAndGoesDuringAppendsHasEachEventOnceAndInOrder() throws Exception {
        log.readUnreadBy((late, users) -> Optional.of(event((int) late.offset() * 2 + late.partition())));
        log.open(TOPIC, new long[2]);
        log.caughtUp();
        AtomicInteger received = new AtomicInteger();
        CompletableFuture<Integer> appends = CompletableFuture.supplyAsync(() -> appendLittleAhead(received));
        Random random = new Random(1);
        Cursor cursor = new Cursor(TOPIC, new long[2]);
        while (received.get() < VISITED) {
            try (LogReader reader = log.subscribe("u", () -> {})) {
                assertThat(reader.beginAfter(cursor, () -> {})).get().isInstanceOf(Beginning.Resumed.class);
                for (int calls = random.nextInt(40); calls > 0; calls--) {
                    Optional<Delivery> next = reader.next();
                    if (next.isPresent()) {
                        Frame frame = next.get().frame();
                        assertThat(frame.text()).contains("\"id\":\"" + received.get() + "\"");
                        cursor = Cursor.parse(frame.cursor()).orElseThrow();
                        received.incrementAndGet();
                    }
                }
            }
            if (appends.isCompletedExceptionally()) {
                break;
            }
        }
        assertThat(appends.get(1, TimeUnit.MINUTES)).as("unread").isBetween(1, VISITED - 1);
    }

    /** Appends events, at most a few ahead of the received ones; returns how many were unread. */
    private int appendLittleAhead(AtomicInteger received) {
        int unread = 0;
        for (int i = 0; i < VISITED; i++) {
            while (i > received.get() + 100) {
                Thread.onSpinWait();
            }
            SourceRecord record = new SourceRecord(i % 2, i / 2, 0, new byte[0], SourceRecord.Headers.NONE);
            TaskEvent event = event(i);
            if (log.appendUnread(record, event.audience())) {
                unread++;
            } else {
                log.append(record, event);
            }
        }
        return unread;
    }

    private static TaskEvent event(int number) {
        Audience audience = number % 7 == 0 ? ALL : OWN;
        return new TaskEvent("task.updated", audience, "{}", Integer.toString(number), Instant.EPOCH);
    }

    private void appendAll() {
        for (int i = 0; i < EVENTS; i++) {
            SourceRecord record = new SourceRecord(0, i, 0, new byte[0], SourceRecord.Headers.NONE);
            Audience audience = i % 2 == 0 ? OWN : ALL;
            log.append(record, new TaskEvent("task.updated", audience, "{}", Integer.toString(i), Instant.EPOCH));
        }
    }
}
