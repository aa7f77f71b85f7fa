package dev.taskcast.proof;

import dev.taskcast.proof.Finding.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * The one judge of all devices, with any program and any transport. It compares the events that were published with the
 * events that each device was sent.
 *
 * <p>It waits for nothing, and knows neither Kafka nor the gateway. Thread-safe.
 */
final class Oracle {
    /** The number of findings of each kind that it keeps. It only counts the others. */
    private static final int KEPT = 12;

    private final Ledger ledger = new Ledger();
    private final List<Account> accounts = new CopyOnWriteArrayList<>();
    private final List<Pardon> pardons = new CopyOnWriteArrayList<>();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder pardoned = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<String, Integer> kept = new HashMap<>();
    private final List<Finding> first = new ArrayList<>();

    Ledger ledger() {
        return ledger;
    }

    /** Opens the account of another device, which must get the events of {@code series} and no other events. */
    Account account(String device, Set<String> series) {
        Account account = new Account(this, device, series);
        accounts.add(account);
        return account;
    }

    /** Allows resets of {@code devices} for one of {@code reasons}, until the pardon is closed. */
    Pardon pardon(Set<String> reasons, Predicate<String> devices) {
        Pardon[] pardon = new Pardon[1];
        pardon[0] = new Pardon(reasons, devices, () -> pardons.remove(pardon[0]));
        pardons.add(pardon[0]);
        return pardon[0];
    }

    /** Allows resets of all devices for one of {@code reasons}, and requires a reset of each device. */
    Demand demand(Set<String> reasons) {
        return new Demand(accounts, pardon(reasons, device -> true));
    }

    /** The number of devices that it watches. */
    int devices() {
        return accounts.size();
    }

    /** The number of deliveries. An event counts once for each device that got it. */
    long delivered() {
        return delivered.sum();
    }

    /** The number of devices that do not have all their events of {@code sent} yet. */
    long behind(Map<String, Integer> sent) {
        return accounts.stream().filter(account -> !account.hasAll(sent)).count();
    }

    /** The first devices that are behind, each with its first missing events. */
    List<String> late(Map<String, Integer> sent) {
        return accounts.stream()
                .filter(account -> !account.hasAll(sent))
                .limit(5)
                .map(account -> account.device() + " lacks " + account.firstMissing(sent))
                .toList();
    }

    /** The number of findings so far. */
    synchronized long wrong() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The number of findings of each kind so far. */
    synchronized Map<Kind, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** The first findings of each kind so far. */
    synchronized List<Finding> first() {
        return List.copyOf(first);
    }

    /** Judges the run when nothing more can come. Each event that never came is lost. */
    Verdict judge() {
        Map<String, Integer> sent = ledger.sent();
        accounts.forEach(account -> account.lookForLosses(sent));
        synchronized (this) {
            return new Verdict(
                    accounts.size(), delivered(), pardoned.sum(), changes.sum(), ledger.doubts(), counts(), first);
        }
    }

    /** Records a reset, and returns whether a pardon covers it. */
    boolean reset(String device, String reason, List<String> before) {
        boolean covered = pardons.stream().anyMatch(pardon -> pardon.covers(device, reason));
        if (covered) {
            pardoned.increment();
        } else {
            found(new Finding(Kind.RESET, device, reason, before));
        }
        return covered;
    }

    synchronized void found(Finding finding) {
        counts.merge(finding.kind(), 1L, Long::sum);
        // It keeps resets separately for each reason. Otherwise a known reason would hide another one.
        String like = finding.kind() + (finding.kind() == Kind.RESET ? finding.what() : "");
        if (kept.merge(like, 1, Integer::sum) <= KEPT) {
            first.add(finding);
        }
    }

    void deliveredOne() {
        delivered.increment();
    }

    void changedFilter() {
        changes.increment();
    }
}
