package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader that waits for a replica that is behind is asked again when it is worthwhile, and only then. */
class WaitersTest {
    private static final int CROWD = 10_000;
    private static final long PLENTY = 64 << 20;

    private final Replicas replicas = new Replicas(2);
    private final TaskLog log = replicas.start(PLENTY);
    private int asked;
    private final List<Beginning> begun = new ArrayList<>();

    @Test
    void tenThousandWaitingReadersAreAskedOnceEachDuringAppends() {
        for (int i = 0; i < CROWD; i++) {
            await(log.subscribe("user " + i, Replicas::nobody), cursor(i + 1, 0));
        }
        assertThat(asked).as("when they come").isEqualTo(CROWD);
        for (int i = 0; i < 2 * CROWD; i++) {
            replicas.write(1, "somebody else");
        }
        replicas.readAll(log);
        assertThat(asked).as("while another partition moves").isEqualTo(CROWD);
        for (int i = 0; i < CROWD; i++) {
            replicas.write(0, "somebody else");
            replicas.read(log, 0);
            assertThat(begun).hasSize(i + 1);
        }
        assertThat(asked).isEqualTo(2 * CROWD);
        assertThat(log.waiters.size()).isZero();
    }

    @Test
    void aReaderAheadInEveryPartitionIsAskedOnceForEach() {
        await(log.subscribe("ada", Replicas::nobody), cursor(2, 3));
        for (int i = 0; i < 3; i++) {
            replicas.write(0, "ada");
            replicas.write(1, "ada");
        }
        replicas.readAll(log);
        assertThat(asked).isEqualTo(3);
        assertThat(begun).hasSize(1);
    }

    @Test
    void aSkipToItsOffsetEndsTheWaitOfAReader() {
        await(log.subscribe("ada", Replicas::nobody), cursor(5, 0));
        log.skip(0, 4, 1);
        assertThat(begun).isEmpty();
        log.skip(0, 5, 1);
        assertThat(begun).hasSize(1);
    }

    /**
     * Examples are the control markers of a transaction and a compacted topic: the record at that offset may never
     * come.
     */
    @Test
    void aRecordThatJumpsOverAnOffsetEndsTheWaitForIt() {
        await(log.subscribe("ada", Replicas::nobody), cursor(5, 0));
        log.skip(0, 8, replicas.record(0, 7).epoch());
        assertThat(begun).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "truncated", "replaced", "never there"})
    void aLossThatEndsTheWaitWithAResetIsNotWaitedFor(String event) {
        log.skip(0, 1, replicas.record(0, 0).epoch());
        await(log.subscribe("ada", Replicas::nobody), new Cursor(Replicas.TOPIC, new long[] {9, 0}));
        switch (event) {
            case "lost" -> log.lost(Map.of(0, Gap.before(20)));
            case "truncated" -> {
                log.lost(Map.of(0, Gap.behind(0)));
                log.observeEnds(new long[2]);
                log.observeEnds(new long[2]);
            }
            case "replaced" -> log.open(TopicIdentity.of("made anew"), new long[2]);
            default -> {
                log.observeEnds(new long[] {1, 0});
                assertThat(begun).as("a look that may have begun before").isEmpty();
                log.observeEnds(new long[] {1, 0});
            }
        }
        assertThat(begun).singleElement().isInstanceOf(Beginning.Reset.class);
    }

    @Test
    void aReaderThatFailsWhenItIsAskedAgainKeepsNobodyWaiting() {
        log.subscribe("bob", Replicas::nobody).beginAfter(cursor(1, 0), () -> {
            throw new IllegalStateException("no thread");
        });
        await(log.subscribe("ada", Replicas::nobody), cursor(1, 0));
        log.skip(0, 1, replicas.record(0, 0).epoch());
        assertThat(begun).hasSize(1);
    }

    @Test
    void aLossIsToldWithItsReason() {
        await(log.subscribe("ada", Replicas::nobody), cursor(9, 0));
        log.lost(Map.of(0, Gap.before(20)));
        assertThat(Replicas.reason(begun.get(0))).contains(ResetReason.OUT_OF_WINDOW);
        assertThat(begun).hasSize(1);
    }

    @Test
    void aReaderThatWasClosedWaitsNoLonger() {
        LogReader gone = log.subscribe("ada", Replicas::nobody);
        await(gone, cursor(1, 0));
        assertThat(log.waiters.size()).isOne();
        gone.close();
        assertThat(log.waiters.size()).isZero();
        await(gone, cursor(1, 0));
        assertThat(log.waiters.size()).as("closed between two tries").isZero();
        log.skip(0, 1, Epochs.UNKNOWN);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void aRevocationIsToldToTheReadersOfThatUserOnly() {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            String user = "user " + i % (CROWD / 2);
            log.subscribe(user, new Subscriber() {
                @Override
                public void wake() {
                    told.add("woken");
                }

                @Override
                public void revoked() {
                    told.add(user);
                }
            });
        }
        log.revoked("user 7");
        log.revoked("nobody");
        assertThat(told).containsExactly("user 7", "user 7");
        assertThat(log.statistics().feeds())
                .as("a revoked user without a reader gets no feed")
                .isEqualTo(CROWD / 2);
    }

    private void await(LogReader reader, Cursor cursor) {
        asked++;
        Optional<Beginning> beginning = reader.beginAfter(cursor, () -> await(reader, cursor));
        beginning.ifPresent(begun::add);
    }

    private static Cursor cursor(long... next) {
        return new Cursor(Replicas.TOPIC, next);
    }
}
