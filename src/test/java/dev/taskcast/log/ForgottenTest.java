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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The window reuses its memory while readers read it: each reader gets the right frame, or is told that it is lost. */
class ForgottenTest {
    private static final int EVENTS = 400_000;
    /** A reader sometimes pauses for longer than the window lasts. */
    private static final int PAUSE_EVERY = 100;

    private static final long PAUSE_NANOS = 5_000_000;
    private static final String PADDING = "x".repeat(700);

    private static final Executor THREADS = task -> new Thread(task).start();

    private final CountDownLatch begun = new CountDownLatch(2);
    private final TaskLog log =
            new TaskLog(new WindowSettings(2 * Slab.SIZE, Duration.ofHours(1)), InstantSource.system());

    @Test
    void anEntryThatIsForgottenBeforeItsTextIsReadIsLost() {
        Slabs slabs = new Slabs();
        Feed feed = new Feed("ada", slabs);
        NewEntry first = Replicas.entry(1, 10, feed.alone());
        slabs.reserve(first);
        feed.add(slabs.add(first), 1);
        Entry entry = feed.after(0);
        assertThat(entry.unread()).isPresent();
        feed.removeOldest(1);
        slabs.removeOldest();
        NewEntry second = Replicas.entry(2, 10, feed.alone());
        slabs.reserve(second);
        assertThat(slabs.add(second)).as("in the place of the first").isNotNegative();
        assertThat(entry.unread()).isEmpty();
        assertThat(entry.frame()).isEmpty();
    }

    /** The readers stay at the end where the window forgets. Each frame names itself in three places. */
    @Test
    void noReaderSeesAFrameOfAnother() throws Exception {
        log.open(TopicIdentity.of("topic"), new long[1]);
        log.caughtUp();
        CompletableFuture<Void> appends = new CompletableFuture<>();
        List<CompletableFuture<Integer>> readers = List.of(
                CompletableFuture.supplyAsync(() -> read("a", appends), THREADS),
                CompletableFuture.supplyAsync(() -> read("b", appends), THREADS));
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        appendAll();
        appends.complete(null);
        int resets = 0;
        for (CompletableFuture<Integer> reader : readers) {
            resets += reader.get();
        }
        assertThat(resets).as("the readers were overtaken").isPositive();
    }

    private int read(String user, CompletableFuture<Void> appends) {
        int resets = 0;
        try (LogReader reader = log.subscribe(user, Replicas::nobody)) {
            reader.beginNow();
            begun.countDown();
            long last = -1;
            while (!appends.isDone() || reader.hasNext()) {
                Optional<Delivery> next = reader.next();
                if (next.isPresent() && next.get() instanceof FramedEntry entry) {
                    assertThat(entry.offset()).isGreaterThan(last);
                    last = entry.offset();
                    assertThat(entry.frame().text())
                            .contains(
                                    "{\"" + user + "\":" + last + ",",
                                    "\"n\":" + last + "}",
                                    "\"id\":\"" + last + "\"");
                    assertThat(Replicas.cursor(entry.frame().cursor()).next(0)).isEqualTo(last + 1);
                    if (last % PAUSE_EVERY < 2) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                } else if (next.isPresent()) {
                    resets++;
                }
            }
        }
        return resets;
    }

    private void appendAll() {
        for (int i = 0; i < EVENTS; i++) {
            String user = i % 2 == 0 ? "a" : "b";
            String task = "{\"" + user + "\":" + i + ",\"p\":\"" + PADDING.substring(i % 700) + "\",\"n\":" + i + "}";
            log.append(
                    new SourceRecord(0, i, 0, new byte[0], SourceRecord.Headers.NONE),
                    new TaskEvent(
                            "task.updated",
                            new Audience.Users(List.of(user)),
                            task,
                            Integer.toString(i),
                            Instant.EPOCH));
        }
    }
}
