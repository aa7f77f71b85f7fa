package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Cursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A resume in a window of many checkpoints finds exactly the entries that its cursor has not seen. */
class CheckpointsTest {
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 3_000;
    private static final List<String> USERS = List.of("ada", "bob", "cyd");
    private static final long PLENTY = 64 << 20;

    private final Replicas replicas = new Replicas(PARTITIONS);
    private final List<List<Integer>> written = new ArrayList<>();
    private final long[] read = new long[PARTITIONS];

    /** Another replica read the partitions in another order, so clients send cursors that this log never handed out. */
    @RepeatedTest(20)
    void forAnyCursorTheOtherEventsComeOnceAndInOrder(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        TaskLog log = filled(random, PLENTY);
        for (int i = 0; i < 25; i++) {
            assertResumes(log, cursor(random));
        }
    }

    @RepeatedTest(10)
    void forAnyCursorInAWindowThatHasForgottenTheRestComesOnce(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        TaskLog log = filled(random, 200_000);
        assertThat(log.statistics().evictedForSpace()).isPositive();
        int resumed = 0;
        for (int i = 0; i < 100; i++) {
            long[] next = read.clone();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                next[partition] -= random.nextBoolean() ? 0 : random.nextInt(1 + random.nextInt(400));
            }
            Cursor cursor = new Cursor(Replicas.TOPIC, next);
            try (LogReader reader = log.subscribe("ada", Replicas::nobody)) {
                if (Replicas.reason(reader.beginAfter(cursor, Replicas::nobody).orElseThrow())
                        .isEmpty()) {
                    assertResumes(log, cursor);
                    resumed++;
                }
            }
        }
        assertThat(resumed).isPositive();
    }

    /** The window counts no bytes of the replaced topic: neither of its entries nor of their checkpoints. */
    @Test
    void aTopicThatIsMadeAgainHasNoCheckpointsOfTheOldTopic() {
        TaskLog log = filled(new Random(1), PLENTY);
        log.open(Replicas.TOPIC, new long[PARTITIONS]);
        Checkpoints checkpoints = new Checkpoints();
        checkpoints.add(256, new Cursor(Replicas.TOPIC, new long[PARTITIONS]));
        assertThat(checkpoints.bytes()).isPositive();
        checkpoints.clear();
        assertThat(checkpoints.bytes()).isZero();
        assertThat(log.statistics().bytes()).isLessThan(1_000);
    }

    @Test
    void thePartToLookThroughIsNoLongerThanTheDistanceOfTwoCheckpoints() {
        Checkpoints checkpoints = new Checkpoints();
        for (long sequence = 1; sequence <= 2_000; sequence++) {
            long next = sequence;
            checkpoints.add(next, new Cursor(Replicas.TOPIC, new long[] {next}));
        }
        Checkpoints.Range range = checkpoints.firstUncovered(new Cursor(Replicas.TOPIC, new long[] {1_000}));
        assertThat(range).isEqualTo(new Checkpoints.Range(768, 1_024));
        checkpoints.forgetBefore(800);
        assertThat(checkpoints.firstUncovered(new Cursor(Replicas.TOPIC, new long[] {1_000})))
                .isEqualTo(new Checkpoints.Range(0, 1_024));
    }

    private TaskLog filled(Random random, long bytes) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            written.add(new ArrayList<>());
        }
        TaskLog log = replicas.start(bytes);
        for (int i = 0; i < EVENTS; i++) {
            int partition = random.nextInt(PARTITIONS);
            String user = USERS.get(random.nextInt(USERS.size()));
            int number = replicas.write(partition, user);
            written.get(partition).add(user.equals("ada") ? number : -number);
        }
        while (read[0] + read[1] + read[2] < EVENTS) {
            int partition = random.nextInt(PARTITIONS);
            for (int run = random.nextInt(100); run > 0 && replicas.read(log, partition); run--) {
                read[partition]++;
            }
        }
        return log;
    }

    private Cursor cursor(Random random) {
        long[] next = new long[PARTITIONS];
        for (int partition = 0; partition < PARTITIONS; partition++) {
            next[partition] = random.nextInt((int) read[partition] + 1);
        }
        return new Cursor(Replicas.TOPIC, next);
    }

    private void assertResumes(TaskLog log, Cursor cursor) {
        try (LogReader reader = log.subscribe("ada", Replicas::nobody)) {
            assertThat(reader.beginAfter(cursor, Replicas::nobody)).isPresent();
            List<Integer> received = Replicas.numbers(Replicas.drain(reader));
            List<Integer> all = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                List<Integer> unseen = written.get(partition).stream()
                        .skip(cursor.next(partition))
                        .filter(number -> number > 0)
                        .toList();
                Set<Integer> ofPartition = new HashSet<>(unseen);
                assertThat(received.stream().filter(ofPartition::contains)).containsExactlyElementsOf(unseen);
                all.addAll(unseen);
            }
            assertThat(received).containsExactlyInAnyOrderElementsOf(all);
        }
    }
}
