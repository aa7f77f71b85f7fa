package dev.taskcast.reliability;

import dev.taskcast.reliability.Finding.Kind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** All events of its series that one device saw. Thread-safe. */
final class Witness implements Observer {
    private final Oracle oracle;
    private final String device;
    private final Map<String, BitSet> seen = new HashMap<>();
    private final Map<String, Integer> resets = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    Witness(Oracle oracle, String device, Set<String> series) {
        this.oracle = oracle;
        this.device = device;
        series.forEach(one -> seen.put(one, new BitSet()));
    }

    /** Records that an event came. The id of its task is {@code series-number}. */
    @Override
    public synchronized void event(String taskId) {
        int dash = taskId.lastIndexOf('-');
        BitSet numbers = seen.get(taskId.substring(0, dash));
        int number = Integer.parseInt(taskId.substring(dash + 1));
        if (numbers == null) {
            oracle.found(Kind.FOREIGN, device, taskId);
        } else if (numbers.get(number)) {
            oracle.found(Kind.DUPLICATED, device, taskId);
        } else {
            if (number < numbers.length()) {
                oracle.found(Kind.REORDERED, device, taskId + " after " + (numbers.length() - 1));
            }
            numbers.set(number);
            oracle.deliveredOne();
        }
    }

    /** Records that the event that came last has the id {@code id}. */
    @Override
    public synchronized void id(String id) {
        if (oracle.watchesIds() && !ids.add(id)) {
            oracle.found(Kind.SAME_ID, device, id);
        }
    }

    /** Records that the device was told to reload. */
    @Override
    public synchronized void reset(String reason) {
        ids.clear();
        resets.merge(reason, 1, Integer::sum);
        oracle.reset(device, reason);
    }

    /** Records a frame, a status or a close code that the protocol does not allow there. */
    @Override
    public void protocol(String what) {
        oracle.found(Kind.PROTOCOL, device, what);
    }

    @Override
    public void stranger(String what) {
        oracle.found(Kind.FOREIGN, device, what);
    }

    synchronized void restart() {
        seen.values().forEach(BitSet::clear);
    }

    synchronized void lookForReset(String reason) {
        int times = resets.getOrDefault(reason, 0);
        if (times != 1) {
            oracle.found(Kind.NOT_RESET, device, reason + ", " + times + " times");
        }
    }

    long expected(Map<String, Long> published) {
        return seen.keySet().stream()
                .mapToLong(series -> published.getOrDefault(series, 0L))
                .sum();
    }

    synchronized void lookForLosses(Map<String, Long> published, Losses losses) {
        Map<String, Long> lost = new HashMap<>();
        boolean isDeaf = true;
        for (Map.Entry<String, BitSet> one : seen.entrySet()) {
            BitSet numbers = one.getValue();
            int last = Math.toIntExact(published.getOrDefault(one.getKey(), 0L));
            int first = numbers.nextClearBit(1);
            isDeaf &= first <= last && numbers.length() <= first;
            for (int number = first; number <= last; number = numbers.nextClearBit(number + 1)) {
                oracle.found(Kind.LOST, device, one.getKey() + "-" + number);
                lost.merge(one.getKey(), 1L, Long::sum);
            }
        }
        if (!lost.isEmpty()) {
            losses.add(lost, isDeaf);
        }
    }
}
