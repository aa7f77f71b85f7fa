package dev.taskcast.proof;

import dev.taskcast.proof.Finding.Kind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that one device was sent, in the order of arrival. Thread-safe.
 *
 * <p>After a reset, a device loads a snapshot. So events that were published before the reset need not come any more.
 */
final class Account {
    /** How many of the things that the device was sent last stand beside a finding. */
    private static final int BESIDE = 16;

    private final Oracle oracle;
    private final String device;
    private final Map<String, Page> pages = new HashMap<>();
    private final Deque<Moment> last = new ArrayDeque<>(BESIDE);
    private long pardoned;

    /** The account of a device that must get the events of {@code series}, and no other events. */
    Account(Oracle oracle, String device, Set<String> series) {
        this.oracle = oracle;
        this.device = device;
        series.forEach(one -> pages.put(one, new Page()));
    }

    /** Records that an event came. The id of its task is {@code series-number}. */
    synchronized void event(String taskId) {
        int dash = taskId.lastIndexOf('-');
        String series = taskId.substring(0, Math.max(0, dash));
        Page page = pages.get(series);
        int number = page == null || page.closed ? 0 : number(taskId.substring(dash + 1));
        if (number < 1 || number > oracle.ledger().sent(series)) {
            found(Kind.FOREIGN, taskId);
        } else if (page.seen.get(number)) {
            found(Kind.DOUBLED, taskId);
        } else {
            int newest = page.seen.length() - 1;
            if (number < newest && !oracle.ledger().isDoubtful(series, number)) {
                found(Kind.REORDERED, taskId + " after " + newest);
            }
            page.seen.set(number);
            oracle.deliveredOne();
        }
        note(taskId);
    }

    /**
     * Records that the device has another filter, which lets only {@code series} pass. Of the other series, the events
     * before the last one that came must all have come. The events after it need not come, and must not come any more.
     */
    synchronized void narrow(Set<String> series) {
        pages.forEach((name, page) -> {
            if (page.closed && series.contains(name)) {
                page.closed = false;
                page.excused = Math.max(page.excused, oracle.ledger().sent(name));
            } else if (!page.closed && !series.contains(name)) {
                losses(name, page, Map.of(name, Math.max(0, page.seen.length() - 1)));
                page.closed = true;
            }
        });
        oracle.changedFilter();
        note("filter " + series);
    }

    /** Records that the device loads a snapshot. So it has all events that were published before. */
    synchronized void reload() {
        pages.forEach((series, page) ->
                page.excused = Math.max(page.excused, oracle.ledger().sent(series)));
        note("reload");
    }

    /** Records that the device was told to reload. */
    synchronized void reset(String reason) {
        reload();
        if (oracle.reset(device, reason, before())) {
            pardoned++;
        }
        note("reset " + reason);
    }

    /** Records that a gateway welcomed the device. */
    void welcome(String how) {
        note(how);
    }

    /** Records a frame, a status or a close code that the protocol does not allow there. */
    void object(String what) {
        found(Kind.PROTOCOL, what);
    }

    /** Records a name or data of another user. */
    void stranger(String what) {
        found(Kind.FOREIGN, what);
    }

    String device() {
        return device;
    }

    /** The number of resets for which a fault gave a reason. */
    synchronized long pardoned() {
        return pardoned;
    }

    /** Whether the device has all events of {@code sent} that it must get. Events before a reset do not count. */
    synchronized boolean hasAll(Map<String, Integer> sent) {
        return pages.entrySet().stream()
                .allMatch(one -> missing(one.getKey(), one.getValue(), sent).isEmpty());
    }

    /** The first missing event of each series. */
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

    /** Reports each missing event of {@code sent} as lost. */
    synchronized void lookForLosses(Map<String, Integer> sent) {
        boolean lost = false;
        boolean silent = true;
        for (Map.Entry<String, Page> one : pages.entrySet()) {
            BitSet missing = losses(one.getKey(), one.getValue(), sent);
            lost |= !missing.isEmpty();
            int due = sent.getOrDefault(one.getKey(), 0);
            silent &= due == 0
                    || one.getValue().closed
                    || missing.get(due) && one.getValue().seen.nextSetBit(missing.nextSetBit(0)) < 0;
        }
        if (lost && silent) {
            found(Kind.SILENT, "nothing of any series any more");
        }
    }

    /** Reports the missing events of one series as lost, and returns them. */
    private BitSet losses(String series, Page page, Map<String, Integer> sent) {
        BitSet missing = missing(series, page, sent);
        missing.stream().forEach(number -> found(Kind.LOST, series + "-" + number));
        return missing;
    }

    private synchronized void note(String what) {
        if (last.size() == BESIDE) {
            last.removeFirst();
        }
        last.addLast(new Moment(System.currentTimeMillis(), what));
    }

    /** Reports a finding of this device, with what the device was sent before it. */
    void found(Kind kind, String what) {
        oracle.found(new Finding(kind, device, what, before()));
    }

    private synchronized List<String> before() {
        return last.stream().map(Moment::toString).toList();
    }

    private BitSet missing(String series, Page page, Map<String, Integer> sent) {
        BitSet missing = new BitSet();
        int last = page.closed ? 0 : sent.getOrDefault(series, 0);
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

    private record Moment(long at, String what) {
        @Override
        public String toString() {
            return Instant.ofEpochMilli(at) + " " + what;
        }
    }

    /** The events of one series that came. While the page is closed, the filter of the device keeps them back. */
    private static final class Page {
        private final BitSet seen = new BitSet();
        private int excused;
        private boolean closed;
    }
}
