package dev.taskcast.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;

/**
 * The list of faults that follows from a seed. First each fault comes alone, in an order that the seed gives. Then
 * pairs of faults come that strike at the same time. The list has no end.
 *
 * <p>Each step is one fault or one pair. The next step begins when all devices have caught up. {@link Random} is fully
 * specified, so a seed gives the same list on each machine.
 */
final class Schedule implements Iterator<List<Strike>> {
    private final Random random;
    private final int gateways;
    private final int brokers;
    private final List<Fault> alone;
    private final List<List<Fault>> pairs = new ArrayList<>();
    private int steps;

    /** The list of {@code seed}, which has only {@code faults}, for this number of gateways and brokers. */
    Schedule(long seed, Set<Fault> faults, int gateways, int brokers) {
        this.random = new Random(seed);
        this.gateways = gateways;
        this.brokers = brokers;
        // The order is that of the enum. The order of a set differs from run to run.
        this.alone = new ArrayList<>(List.of(Fault.values()));
        alone.retainAll(faults);
        for (Fault one : alone) {
            alone.stream()
                    .filter(other -> one.compareTo(other) < 0 && one.goesWith(other))
                    .forEach(other -> pairs.add(List.of(one, other)));
        }
        Collections.shuffle(alone, random);
    }

    /** False only if no pair exists and each fault had its turn alone. */
    @Override
    public boolean hasNext() {
        return steps < alone.size() || !pairs.isEmpty();
    }

    /** The strikes of the next step. */
    @Override
    public List<Strike> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("There are no more faults");
        }
        int step = steps++;
        if (step < alone.size()) {
            return List.of(strike(alone.get(step), Duration.ZERO));
        }
        List<Fault> pair = pairs.get(random.nextInt(pairs.size()));
        Strike first = strike(pair.get(0), Duration.ZERO);
        Strike second = strike(pair.get(1), Duration.ofMillis(random.nextInt(2_000)));
        return List.of(first, second);
    }

    private Strike strike(Fault fault, Duration delay) {
        long least = fault.least().toMillis();
        long length = least + random.nextInt((int) (fault.most().toMillis() - least) + 1);
        return new Strike(fault, random.nextInt(gateways), random.nextInt(brokers), delay, Duration.ofMillis(length));
    }
}
