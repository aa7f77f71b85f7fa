package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.reliability.Finding.Kind;
import dev.taskcast.wire.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Breaks resume on purpose. The oracle must report it for devices of both transports, with the right findings.
 *
 * <p>The first test is the control. It has the same interruptions, and resume works.
 */
@Scenario
class OracleSelfCheckIT {
    private static final int USERS = 100;
    private static final int EVENTS = 8_000;
    private static final int RATE = 2_000;

    /** More than the distance between two events of one user in their partition. */
    private static final int SHIFT = 60;

    /**
     * The longest silence in runs in which every event must come. Such a long silence happens only if an event is
     * missing.
     */
    private static final Duration PATIENT = Duration.ofSeconds(60);

    /**
     * The longest silence in runs in which events must be missing. If it is too short, the oracle only counts more
     * events as missing.
     */
    private static final Duration BRIEF = Duration.ofSeconds(5);

    private final Oracle oracle = new Oracle();

    @Test
    void intactResumeIsSilent() throws Exception {
        assertThat(runWith(Manners.GOOD, PATIENT)).matches(Oracle.Verdict::isSilent, "is silent");
    }

    @Test
    void droppedCursorsLoseEvents() throws Exception {
        Oracle.Verdict verdict = runWith(Manners.resumingFrom(cursor -> Optional.empty()), BRIEF);
        assertFoundByEither(Kind.LOST, verdict);
    }

    @Test
    void cursorsSetForwardLoseEvents() throws Exception {
        Oracle.Verdict verdict = runWith(Manners.resumingFrom(shifted(SHIFT)), BRIEF);
        assertFoundByEither(Kind.LOST, verdict);
        assertThat(verdict.count(Kind.DUPLICATED)).as(verdict.toString()).isZero();
    }

    @Test
    void cursorsSetBackDuplicateEvents() throws Exception {
        Oracle.Verdict verdict = runWith(Manners.resumingFrom(shifted(-SHIFT)), PATIENT);
        assertFoundByEither(Kind.DUPLICATED, verdict);
        assertThat(verdict.count(Kind.LOST)).as(verdict.toString()).isZero();
    }

    private void assertFoundByEither(Kind kind, Oracle.Verdict verdict) {
        for (String devices : List.of("by socket", "by stream", "by either")) {
            assertThat(oracle.found(kind, devices))
                    .as(kind + " " + devices + ": " + verdict)
                    .isPositive();
        }
    }

    private Oracle.Verdict runWith(Manners manners, Duration silence) throws Exception {
        Ring ring = Ring.get();
        List<Replica> pair = ring.pair();
        try (Fleet fleet = new Fleet(Ring.sockets(pair), manners).connect(USERS, ring.tokens(), oracle);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, Series.all(USERS), 100)) {
            traffic.start(RATE, EVENTS, oracle);
            for (int interruption = 1; interruption <= 3; interruption++) {
                traffic.awaitTotal(interruption * EVENTS / 4);
                fleet.interrupt();
                fleet.awaitConnected();
            }
            Map<String, Long> published = traffic.finish(EVENTS);
            return oracle.judge(published, Duration.ofMinutes(3), silence);
        }
    }

    /** Moves all offsets of the cursor by {@code records}. */
    private static UnaryOperator<Optional<String>> shifted(int records) {
        return text -> text.flatMap(Cursor::parse).map(cursor -> {
            long[] next = new long[cursor.partitions()];
            for (int partition = 0; partition < next.length; partition++) {
                next[partition] = Math.max(0, cursor.next(partition) + records);
            }
            return new Cursor(cursor.topic(), next).encode();
        });
    }
}
