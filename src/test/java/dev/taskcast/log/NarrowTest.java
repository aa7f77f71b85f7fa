package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Which events a reader with a filter hands out, and that its cursor advances over the others. */
class NarrowTest {
    private static final long PLENTY = 64 << 20;
    private static final Filter SEVEN = Filter.of(List.of(), List.of("board:7"));
    private static final Audience ADA = new Audience.Users(List.of("ada"));

    private final Replicas replicas = new Replicas(3);
    private final TaskLog log = replicas.start(PLENTY);
    private final LogReader reader = log.subscribe("ada", Replicas::nobody);

    @Test
    void anEventThatDoesNotPassIsSkipped() {
        reader.narrow(SEVEN);
        reader.beginNow();
        write("board:7");
        write("board:8");
        write("");
        write("board:7");
        assertThat(drained()).containsExactly(1, 4);
    }

    @Test
    void theCursorCountsWhatIsKeptBackAsSeen() {
        reader.narrow(SEVEN);
        reader.beginNow();
        write("board:7");
        write("board:8");
        assertThat(drained()).containsExactly(1);
        assertThat(reader.cursor()).isEqualTo(log.cursor().map(Cursor::encode));
        LogReader again = log.subscribe("ada", Replicas::nobody);
        again.beginAfter(Replicas.cursor(reader.cursor().orElseThrow()), () -> {});
        assertThat(again.next()).isEmpty();
    }

    @Test
    void aFilterMayChangeAtAnyTimeAndTellsWhetherMorePasses() {
        reader.beginNow();
        assertThat(reader.narrow(SEVEN)).as("everything, then one").isFalse();
        write("board:8");
        assertThat(drained()).isEmpty();
        assertThat(reader.narrow(Filter.ALL)).as("one, then everything").isTrue();
        write("board:8");
        assertThat(drained()).as("what was kept back stays away").containsExactly(2);
        assertThat(reader.narrow(Filter.ALL)).isFalse();
    }

    @Test
    void aResetPassesEveryFilter() {
        reader.narrow(SEVEN);
        reader.beginNow();
        log.lost(Map.of(0, Gap.before(5)));
        assertThat(reader.next()).hasValueSatisfying(next -> assertThat(next).isInstanceOf(Reset.class));
    }

    /** A call ends after a part of the excluded events, and says that another call is worthwhile. */
    @Test
    void oneCallPassesOverAPartAndTheCursorIsThatOfThePart() {
        reader.narrow(SEVEN);
        reader.beginNow();
        for (int i = 0; i < 1_000; i++) {
            write("board:8");
        }
        write("board:7");
        assertThat(reader.next()).isEmpty();
        assertThat(reader.hasNext()).isTrue();
        long part = Replicas.cursor(reader.cursor().orElseThrow()).next(0);
        assertThat(part).isBetween(1L, 999L);
        assertThat(drained()).containsExactly(1_001);
    }

    /**
     * Replicas read in different orders. An event that passes comes once and in order, on any replica to which the
     * device moves.
     */
    @RepeatedTest(100)
    void aDeviceWithAFilterThatMovesMissesNothingOfItAndSeesNothingTwice(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        TaskLog[] logs = {log, replicas.start(PLENTY), replicas.start(PLENTY)};
        List<Integer> expected = new ArrayList<>();
        List<Integer> received = new ArrayList<>();
        LogReader current = logs[0].subscribe("ada", Replicas::nobody);
        current.narrow(SEVEN);
        String cursor = current.beginNow().cursor();
        for (int step = 0; step < 300; step++) {
            String channel = random.nextBoolean() ? "board:7" : "board:8";
            int number = replicas.write(random.nextInt(3), event(channel));
            if (channel.equals("board:7")) {
                expected.add(number);
            }
            replicas.read(logs[random.nextInt(3)], random.nextInt(3));
            Optional<Delivery> next = current.next();
            next.ifPresent(
                    each -> received.add(Replicas.number(each.frame().text()).orElseThrow()));
            cursor = next.map(each -> each.frame().cursor())
                    .orElse(current.cursor().orElse(cursor));
            if (random.nextInt(10) == 0) {
                current.close();
                TaskLog another = logs[random.nextInt(3)];
                current = another.subscribe("ada", Replicas::nobody);
                current.narrow(SEVEN);
                resume(another, current, cursor);
            }
        }
        for (TaskLog each : logs) {
            replicas.readAll(each);
        }
        received.addAll(drained(current));
        assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void resume(TaskLog another, LogReader resuming, String cursor) {
        Optional<Beginning> beginning = resuming.beginAfter(Replicas.cursor(cursor), () -> {});
        if (beginning.isEmpty()) {
            replicas.readAll(another);
            beginning = resuming.beginAfter(Replicas.cursor(cursor), () -> {});
        }
        assertThat(beginning).get().isInstanceOf(Beginning.Resumed.class);
    }

    private void write(String channel) {
        replicas.write(0, event(channel));
        replicas.read(log, 0);
    }

    private static TaskEvent event(String channel) {
        return new TaskEvent("task.updated", ADA, "{}", "i", Instant.EPOCH).inChannel(channel);
    }

    private List<Integer> drained() {
        return drained(reader);
    }

    private static List<Integer> drained(LogReader of) {
        List<Integer> numbers = new ArrayList<>();
        while (of.hasNext()) {
            of.next()
                    .ifPresent(next ->
                            numbers.add(Replicas.number(next.frame().text()).orElseThrow()));
        }
        return numbers;
    }
}
