package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.taskcast.events.Audience;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.harness.Await;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Frame;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** While a device sends a long frame, it costs the memory of one text, however many devices send it. */
class LongFramesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LENGTH = 1 << 20;

    private static final String LONG_TASK = "{\"text\":\"" + "x".repeat(LENGTH) + "\"}";

    private final Replicas replicas = new Replicas(2);
    private final TaskLog log = replicas.start(64 << 20);

    /** What the client has seen of partition 1 is later in this log, so the cursor of its first frame is raised. */
    private final Cursor seen = new Cursor(Replicas.TOPIC, new long[] {0, 1});

    @Test
    void aDeviceThatResumesSharesItToo() {
        LogReader live = live();
        LogReader resumed = resumed("bob", seen);
        Frame frame = live.next().orElseThrow().frame();
        Frame raised = cheap(() -> resumed.next().orElseThrow().frame());
        assertThat(raised.cursor()).isNotEqualTo(frame.cursor());
        assertThat(raised.text().equals(frame.text().replace(frame.cursor(), raised.cursor())))
                .isTrue();
        assertThat(Replicas.cursor(raised.cursor()).next()).containsExactly(1, 1);
    }

    @Test
    void aDeviceThatResumesFirstKeepsItForOthers() {
        LogReader live = live();
        LogReader resumed = resumed("bob", seen);
        Frame raised = resumed.next().orElseThrow().frame();
        System.gc();
        Frame frame = cheap(() -> live.next().orElseThrow().frame());
        assertThat(raised.length()).isGreaterThan(LENGTH);
        assertThat(frame.text().equals(raised.text().replace(raised.cursor(), frame.cursor())))
                .isTrue();
    }

    /** Each of them parses the record, but only one text stays. */
    @Test
    void devicesThatReadARecordLateShareItsFrame() {
        Audience both = new Audience.Users(List.of("ada", "bob"));
        log.readUnreadBy((record, users) -> Optional.of(event(both, LONG_TASK)));
        assertThat(log.appendUnread(replicas.record(0, 0), both)).isTrue();
        assertThat(log.appendUnread(replicas.record(1, 0), both)).isTrue();
        Frame first = resumed("ada", seen).next().orElseThrow().frame();
        assertThat(resumed("bob", seen).next().orElseThrow().frame()).isSameAs(first);
        Cursor lessSeen = new Cursor(Replicas.TOPIC, new long[2]);
        Frame other = resumed("bob", lessSeen).next().orElseThrow().frame();
        assertThat(other.cursor()).isNotEqualTo(first.cursor());
        assertThat(other.characters() instanceof String).isFalse();
        assertThat(other.text().equals(first.text().replace(first.cursor(), other.cursor())))
                .isTrue();
    }

    @Test
    void aFrameThatNobodyHoldsIsForgotten() {
        LongFrames frames = new LongFrames();
        frames.get(1, LongFramesTest::copy);
        Frame held = frames.get(2, LongFramesTest::copy);
        Await.until(
                Duration.ofSeconds(30),
                () -> {
                    System.gc();
                    assertThat(frames.get(2, LongFramesTest::copy)).isSameAs(held);
                    return frames.size() == 1;
                },
                "the first frame is forgotten");
    }

    private static Frame copy() {
        return Frame.of("a long text", 0, 0);
    }

    private LogReader live() {
        LogReader live = log.subscribe("ada", Replicas::nobody);
        live.beginNow();
        append(0, LONG_TASK);
        append(1, "{}");
        return live;
    }

    private LogReader resumed(String user, Cursor cursor) {
        LogReader resumed = log.subscribe(user, Replicas::nobody);
        assertThat(resumed.beginAfter(cursor, Replicas::nobody)).isPresent();
        return resumed;
    }

    private void append(int partition, String task) {
        log.append(replicas.record(partition, 0), event(new Audience.Everyone(), task));
    }

    private TaskEvent event(Audience audience, String task) {
        return new TaskEvent("task.created", audience, task, "i", replicas.instant());
    }

    /** Gets a frame, and shows that no text was made for it. */
    private static Frame cheap(Supplier<Frame> frame) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Frame result = frame.get();
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(LENGTH);
        return result;
    }
}
