package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Guarantee 4 of the log: a cursor is valid on every replica. */
class ResumeTest {
    private static final long PLENTY = 64 << 20;

    private final Replicas replicas = new Replicas(3);
    private final TaskLog log = replicas.start(PLENTY);

    /**
     * A device moves between replicas that have read the partitions in different orders and to different depths. It is
     * cut off at any frame. It gets every event of its user once, in the order of the partition.
     */
    @RepeatedTest(200)
    void aDeviceThatMovesAtAnyMomentMissesNothingAndSeesNothingTwice(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        TaskLog[] logs = {log, replicas.start(PLENTY), replicas.start(PLENTY)};
        List<List<Integer>> expected = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Integer> received = new ArrayList<>();
        LogReader reader = logs[0].subscribe("ada", Replicas::nobody);
        String cursor = reader.beginNow().cursor();

        for (int step = 0; step < 300; step++) {
            write(random, expected);
            replicas.read(logs[random.nextInt(3)], random.nextInt(3));
            for (int frames = random.nextInt(3); frames > 0; frames--) {
                Optional<Delivery> next = reader.next();
                if (next.isPresent()) {
                    Frame frame = next.get().frame();
                    received.add(Replicas.number(frame.text())
                            .orElseThrow(() -> new AssertionError("Reset: " + frame.text())));
                    cursor = frame.cursor();
                } else if (random.nextBoolean()) {
                    cursor = reader.cursor().orElse(cursor);
                }
            }
            if (random.nextInt(10) == 0) {
                reader.close();
                TaskLog next = logs[random.nextInt(3)];
                reader = next.subscribe("ada", Replicas::nobody);
                Beginning beginning = begin(next, reader, cursor, random);
                assertThat(beginning.resume()).isEqualTo(Resume.RESUMED);
            }
        }
        for (TaskLog each : logs) {
            replicas.readAll(each);
        }
        received.addAll(Replicas.numbers(Replicas.drain(reader)));

        List<Integer> all = expected.stream().flatMap(List::stream).toList();
        assertThat(received).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
        for (List<Integer> partition : expected) {
            assertThat(received.stream().filter(partition::contains)).containsExactlyElementsOf(partition);
        }
    }

    private void write(Random random, List<List<Integer>> expected) {
        int partition = random.nextInt(3);
        switch (random.nextInt(5)) {
            case 0 -> replicas.write(partition, "somebody else");
            case 1 -> expected.get(partition).add(replicas.write(partition, new Audience.Everyone()));
            case 2 -> expected.get(partition).add(replicas.write(partition, new Audience.Users(List.of("bob", "ada"))));
            default -> expected.get(partition).add(replicas.write(partition, "ada"));
        }
    }

    /** Asks again while the replica is behind, as the registry does. */
    private Beginning begin(TaskLog next, LogReader reader, String cursor, Random random) {
        Optional<Beginning> beginning = reader.beginAfter(Replicas.cursor(cursor), Replicas::nobody);
        while (beginning.isEmpty()) {
            replicas.read(next, random.nextInt(3));
            beginning = reader.beginAfter(Replicas.cursor(cursor), Replicas::nobody);
        }
        return beginning.get();
    }

    @Test
    void aReplicaThatIsBehindTheCursorWaits() {
        replicas.write(0, "ada");
        replicas.readAll(log);
        TaskLog late = replicas.start(PLENTY);
        LogReader reader = late.subscribe("ada", Replicas::nobody);
        assertThat(reader.beginAfter(cursor(1, 0, 0), Replicas::nobody)).isEmpty();
        replicas.readAll(late);
        assertThat(reader.beginAfter(cursor(1, 0, 0), Replicas::nobody)).isPresent();
        assertThat(Replicas.drain(reader)).isEmpty();
    }

    @Test
    void aCursorBeyondTheEndOfTheTopicIsResetAfterASecondLook() {
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        assertThat(reader.beginAfter(cursor(9, 0, 0), Replicas::nobody)).isEmpty();
        log.observeEnds(new long[3]);
        assertThat(reader.beginAfter(cursor(9, 0, 0), Replicas::nobody))
                .as("a look that may have begun before")
                .isEmpty();
        log.observeEnds(new long[3]);
        assertReset(reader, cursor(9, 0, 0), ResetReason.AHEAD_OF_LOG);
    }

    @Test
    void aCursorWithMorePartitionsThanTheTopicIsResetToo() {
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        log.observeEnds(new long[3]);
        log.observeEnds(new long[3]);
        assertReset(reader, cursor(0, 0, 0, 1), ResetReason.AHEAD_OF_LOG);
    }

    @Test
    void aCursorOfAnotherTopicIsReset() {
        Cursor other = new Cursor(TopicIdentity.of("another topic"), new long[3]);
        assertReset(log.subscribe("ada", Replicas::nobody), other, ResetReason.TOPIC_REPLACED);
    }

    @Test
    void aCursorOlderThanTheWindowIsReset() {
        replicas.write(1, "ada");
        replicas.readAll(log);
        replicas.pass(Duration.ofMinutes(16));
        log.evict();
        assertReset(log.subscribe("ada", Replicas::nobody), cursor(0, 0, 0), ResetReason.OUT_OF_WINDOW);
        assertThat(log.subscribe("ada", Replicas::nobody).beginAfter(cursor(0, 1, 0), Replicas::nobody))
                .get()
                .extracting(Beginning::resume)
                .isEqualTo(Resume.RESUMED);
    }

    @Test
    void aCursorFromBeforePartitionsWereAddedResumes() {
        TaskLog wider = replicas.start(PLENTY);
        wider.observeEnds(new long[] {0, 0, 0, 1});
        wider.append(
                replicas.record(3, 0),
                new TaskEvent(
                        "task.created", new Audience.Users(List.of("ada")), "{\"id\":77}", "i", replicas.instant()));
        LogReader reader = wider.subscribe("ada", Replicas::nobody);
        assertThat(reader.beginAfter(cursor(0, 0, 0), Replicas::nobody))
                .get()
                .extracting(Beginning::resume)
                .isEqualTo(Resume.RESUMED);
        assertThat(Replicas.numbers(Replicas.drain(reader))).containsExactly(77);
    }

    @Test
    void theCursorHasAddedPartitionsBeforeTheirFirstEvent() {
        log.observeEnds(new long[4]);
        assertThat(log.cursor().orElseThrow().partitions()).isEqualTo(4);
    }

    @Test
    void aTopicThatIsMadeAgainResetsLiveReaders() {
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        reader.beginNow();
        replicas.write(0, "ada");
        replicas.readAll(log);
        log.open(TopicIdentity.of("made anew"), new long[3]);
        assertThat(Replicas.drain(reader)).singleElement().asString().contains("\"reset\"", "topic_replaced");
        assertThat(log.statistics().events()).isZero();
    }

    @Test
    void recordsThatAreLostResetLiveReadersAndOldCursors() {
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        reader.beginNow();
        log.lost(Map.of(0, Gap.before(5)));
        assertThat(Replicas.drain(reader)).singleElement().asString().contains("gap_in_log");
        assertReset(log.subscribe("ada", Replicas::nobody), cursor(4, 0, 0), ResetReason.OUT_OF_WINDOW);
    }

    private static Cursor cursor(long... next) {
        return new Cursor(Replicas.TOPIC, next);
    }

    private static void assertReset(LogReader reader, Cursor cursor, ResetReason reason) {
        assertThat(reader.beginAfter(cursor, Replicas::nobody)).hasValueSatisfying(beginning -> {
            assertThat(Replicas.reason(beginning)).contains(reason);
        });
    }
}
