package dev.taskcast.proof;

import dev.taskcast.proof.Finding.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one device was sent, in the order in which it came. Thread-safe.
 *
 * <p>After a reset a device loads a snapshot. So events that were published before the reset need not come any more.
 */
final class Account {
    private final Oracle oracle;
    private final String device;
    private final Map<String, Page> pages = new HashMap<>();
    private long pardoned;

    /** The account of a device that is to get the events of {@code series}, and no others. */
    Account(Oracle oracle, String device, Set<String> series) {
        this.oracle = oracle;
        this.device = device;
        series.forEach(one -> pages.put(one, new Page()));
    }

    /** An event came; its task has the id {@code series-number}. */
    synchronized void event(String taskId) {
        int dash = taskId.lastIndexOf('-');
        String series = taskId.substring(0, Math.max(0, dash));
        Page page = pages.get(series);
        int number = page == null ? 0 : number(taskId.substring(dash + 1));
        if (number < 1 || number > oracle.ledger().sent(series)) {
            oracle.found(Kind.FOREIGN, device, taskId);
        } else if (page.seen.get(number)) {
            oracle.found(Kind.DOUBLED, device, taskId);
        } else {
            int newest = page.seen.length() - 1;
            if (number < newest && !oracle.ledger().isDoubtful(series, number)) {
                oracle.found(Kind.REORDERED, device, taskId + " after " + newest);
            }
            page.seen.set(number);
            oracle.deliveredOne();
        }
    }

    /** The device was told to reload. */
    synchronized void reset(String reason) {
        pages.forEach((series, page) ->
                page.excused = Math.max(page.excused, oracle.ledger().sent(series)));
        if (oracle.reset(device, reason)) {
            pardoned++;
        }
    }

    /** Something came that the protocol does not have there. */
    void object(String what) {
        oracle.found(Kind.PROTOCOL, device, what);
    }

    /** Somebody else's name or data came. */
    void stranger(String what) {
        oracle.found(Kind.FOREIGN, device, what);
    }

    String device() {
        return device;
    }

    /** How often it was told to reload, for a reason that a fault gave. */
    synchronized long pardoned() {
        return pardoned;
    }

    /** How many events of {@code sent} it has to get. */
    long due(Map<String, Integer> sent) {
        return pages.keySet().stream()
                .mapToLong(series -> sent.getOrDefault(series, 0))
                .sum();
    }

    /** Whether it has all events of {@code sent} that it has to get and has no excuse for. */
    synchronized boolean hasAll(Map<String, Integer> sent) {
        return pages.entrySet().stream()
                .allMatch(one -> missing(one.getKey(), one.getValue(), sent).isEmpty());
    }

    /** The first event of each series that it lacks. */
    synchronized List<String> firstMissing(Map<String, Integer> sent) {
        List<String> first = new ArrayList<>();
        pages.forEach((series, page) -> {
            int number = missing(series, page, sent).nextSetBit(0);
            if (number > 0) {
                first.add(series + "-" + number);
            }
        });
        return first;
    }

    /** Says what is missing of {@code sent}. */
    synchronized void lookForLosses(Map<String, Integer> sent) {
        boolean lost = false;
        boolean silent = true;
        for (Map.Entry<String, Page> one : pages.entrySet()) {
            BitSet missing = missing(one.getKey(), one.getValue(), sent);
            missing.stream().forEach(number -> oracle.found(Kind.LOST, device, one.getKey() + "-" + number));
            lost |= !missing.isEmpty();
            int due = sent.getOrDefault(one.getKey(), 0);
            silent &= due == 0 || missing.get(due) && one.getValue().seen.nextSetBit(missing.nextSetBit(0)) < 0;
        }
        if (lost && silent) {
            oracle.found(Kind.SILENT, device, "nothing of any series any more");
        }
    }

    private BitSet missing(String series, Page page, Map<String, Integer> sent) {
        BitSet missing = new BitSet();
        int last = sent.getOrDefault(series, 0);
        for (int number = page.seen.nextClearBit(page.excused + 1);
                number <= last;
                number = page.seen.nextClearBit(number + 1)) {
            if (!oracle.ledger().isDoubtful(series, number)) {
                missing.set(number);
            }
        }
        return missing;
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException strange) {
            return 0;
        }
    }

    /** What is known of one series. */
    private static final class Page {
        private final BitSet seen = new BitSet();
        private int excused;
    }
}
