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
 * The only judge of the guarantee. It compares the events that each device should have seen with the events that it
 * saw.
 *
 * <p>Thread-safe. Events are numbered from 1 in each series. A series has one audience: one user, two users, or
 * everyone. Its records are in one partition, so its numbers give the order.
 */
final class Oracle {
    private final List<Witness> witnesses = new ArrayList<>();
    private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> expectedResets = new ConcurrentHashMap<>();
    private final LongAdder delivered = new LongAdder();
    private volatile Optional<String> demanded = Optional.empty();
    private volatile boolean watchesIds;

    /** Registers one more device, which must see the events of {@code series} and no other events. */
    Witness witness(String device, Set<String> series) {
        Witness witness = new Witness(this, device, series);
        synchronized (witnesses) {
            witnesses.add(witness);
        }
        return witness;
    }

    /** Allows resets for this reason from now on. */
    void expectResets(String reason) {
        expectedResets.put(reason, new LongAdder());
    }

    /** Requires from now on that each device is told to reload exactly once, for this reason. */
    void demandResets(String reason) {
        expectResets(reason);
        demanded = Optional.of(reason);
    }

    /**
     * Requires from now on that no two events of a device have the same id. A client compares ids back to its last
     * reset.
     */
    void watchIds() {
        watchesIds = true;
    }

    boolean watchesIds() {
        return watchesIds;
    }

    /** The number of resets for the expected reason. */
    long resets(String reason) {
        return expectedResets.get(reason).sum();
    }

    /** The number of deliveries. An event counts once for each device that got it. */
    long delivered() {
        return delivered.sum();
    }

    /** Makes all series begin again at 1. */
    void restart() {
        everybody().forEach(Witness::restart);
        delivered.reset();
    }

    /**
     * Waits until every device has seen all events of {@code published}, or until no event has come for
     * {@code silence}. Then it judges.
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

    /** The number of findings of {@code kind} about devices whose name contains a text, such as {@code by stream}. */
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
