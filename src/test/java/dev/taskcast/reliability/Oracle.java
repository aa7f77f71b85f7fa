package dev.taskcast.reliability;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * The only judge of the guarantee: it compares what each device should have seen with what it did see.
 *
 * <p>Thread-safe. Events are numbered from 1 in each series. A series has one audience: one user, two users, or
 * everyone. Its records are in one partition, so its numbers are its order.
 */
final class Oracle {
    private final List<Witness> witnesses = new ArrayList<>();
    private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> expectedResets = new ConcurrentHashMap<>();
    private final LongAdder delivered = new LongAdder();
    private volatile Optional<String> demanded = Optional.empty();
    private volatile boolean watchesIds;

    /** Registers one more device, which must see {@code series} and no other. */
    Witness witness(String device, Set<String> series) {
        Witness witness = new Witness(this, device, series);
        synchronized (witnesses) {
            witnesses.add(witness);
        }
        return witness;
    }

    /** From now on the scenario intends resets with this reason. */
    void expectResets(String reason) {
        expectedResets.put(reason, new LongAdder());
    }

    /** From now on each device must be told to reload exactly once, for this reason. */
    void demandResets(String reason) {
        expectResets(reason);
        demanded = Optional.of(reason);
    }

    /**
     * From now on no two events of a device may have the same id, as far back as a client compares: to its last reset.
     */
    void watchIds() {
        watchesIds = true;
    }

    boolean watchesIds() {
        return watchesIds;
    }

    /** How often the expected reset came. */
    long resets(String reason) {
        return expectedResets.get(reason).sum();
    }

    /** How many events came, each counted once per device. */
    long delivered() {
        return delivered.sum();
    }

    /** All series begin again at 1. */
    void restart() {
        everybody().forEach(Witness::restart);
        delivered.reset();
    }

    /**
     * Waits until every device has seen everything in {@code published}, or nothing has come for {@code silence}; then
     * judges.
     */
    Verdict judge(Map<String, Long> published, Duration deadline, Duration silence) {
        long expected =
                everybody().stream().mapToLong(w -> w.expected(published)).sum();
        Progress progress = new Progress(silence);
        Await.until(
                deadline,
                () -> delivered() >= expected || progress.ended(delivered()),
                expected + " deliveries; so far " + delivered());
        Losses losses = new Losses();
        everybody().forEach(witness -> witness.lookForLosses(published, losses));
        demanded.ifPresent(reason -> everybody().forEach(witness -> witness.lookForReset(reason)));
        Map<Finding.Kind, Integer> counts = new EnumMap<>(Finding.Kind.class);
        findings.forEach(finding -> counts.merge(finding.kind(), 1, Integer::sum));
        return new Verdict(
                expected,
                delivered(),
                counts,
                losses,
                findings.stream().limit(20).toList());
    }

    /**
     * How many findings of {@code kind} there are about devices whose name has this text, such as {@code by stream}.
     */
    long found(Finding.Kind kind, String devices) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind && finding.device().contains(devices))
                .count();
    }

    void found(Finding.Kind kind, String device, String what) {
        findings.add(new Finding(kind, device, what));
    }

    void reset(String device, String reason) {
        LongAdder expected = expectedResets.get(reason);
        if (expected == null) {
            found(Finding.Kind.RESET, device, reason);
        } else {
            expected.increment();
        }
    }

    void deliveredOne() {
        delivered.increment();
    }

    private List<Witness> everybody() {
        synchronized (witnesses) {
            return List.copyOf(witnesses);
        }
    }

    /** The verdict of the oracle; a failing test prints its text. */
    record Verdict(long expected, long delivered, Map<Finding.Kind, Integer> counts, Losses lost, List<Finding> first) {
        boolean isSilent() {
            return counts.isEmpty() && delivered == expected;
        }

        int count(Finding.Kind kind) {
            return counts.getOrDefault(kind, 0);
        }
    }

    /** Notices when a number no longer grows. */
    private static final class Progress {
        private final Duration silence;
        private long last = -1;
        private long since;

        Progress(Duration silence) {
            this.silence = silence;
        }

        boolean ended(long number) {
            long now = System.nanoTime();
            if (number != last) {
                last = number;
                since = now;
            }
            return now - since > silence.toNanos();
        }
    }
}
