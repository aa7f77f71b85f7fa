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
 * The one judge over all devices, whatever their program and their transport: it compares what was published with what each
 * of them was sent. Thread-safe. It waits for nothing, and knows neither Kafka nor the gateway.
 */
final class Oracle {
    /** How many findings of each kind are kept as they are; the others are only counted. */
    private static final int KEPT = 12;

    private final Ledger ledger = new Ledger();
    private final List<Account> accounts = new CopyOnWriteArrayList<>();
    private final List<Pardon> pardons = new CopyOnWriteArrayList<>();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder pardoned = new LongAdder();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<String, Integer> kept = new HashMap<>();
    private final List<Finding> first = new ArrayList<>();

    Ledger ledger() {
        return ledger;
    }

    /** Opens the account of one more device, which is to get the events of {@code series} and no others. */
    Account account(String device, Set<String> series) {
        Account account = new Account(this, device, series);
        accounts.add(account);
        return account;
    }

    /** Until the pardon is closed, {@code devices} may be told to reload for one of {@code reasons}. */
    Pardon pardon(Set<String> reasons, Predicate<String> devices) {
        Pardon[] pardon = new Pardon[1];
        pardon[0] = new Pardon(reasons, devices, () -> pardons.remove(pardon[0]));
        pardons.add(pardon[0]);
        return pardon[0];
    }

    /** The same for all devices, and each of them has to be told. */
    Demand demand(Set<String> reasons) {
        return new Demand(this, accounts, pardon(reasons, device -> true));
    }

    /** How many devices it watches. */
    int devices() {
        return accounts.size();
    }

    /** How many events came, each counted once for each device. */
    long delivered() {
        return delivered.sum();
    }

    /** How many devices have not yet got all that they have to get of {@code sent}. */
    long behind(Map<String, Integer> sent) {
        return accounts.stream().filter(account -> !account.hasAll(sent)).count();
    }

    /** The first devices that are behind, each with the first event that it lacks. */
    List<String> late(Map<String, Integer> sent) {
        return accounts.stream()
                .filter(account -> !account.hasAll(sent))
                .limit(5)
                .map(account -> account.device() + " lacks " + account.firstMissing(sent))
                .toList();
    }

    /** How many findings there are so far. */
    synchronized long wrong() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many of each kind there are so far. */
    synchronized Map<Kind, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** The first findings of each kind so far. */
    synchronized List<Finding> first() {
        return List.copyOf(first);
    }

    /** The last word, when nothing more can come: what never came is lost. */
    Verdict judge() {
        Map<String, Integer> sent = ledger.sent();
        accounts.forEach(account -> account.lookForLosses(sent));
        long due = accounts.stream().mapToLong(account -> account.due(sent)).sum();
        synchronized (this) {
            return new Verdict(accounts.size(), due, delivered(), pardoned.sum(), ledger.doubts(), counts(), first);
        }
    }

    /** Whether a pardon covers it. */
    boolean reset(String device, String reason) {
        boolean covered = pardons.stream().anyMatch(pardon -> pardon.covers(device, reason));
        if (covered) {
            pardoned.increment();
        } else {
            found(Kind.RESET, device, reason);
        }
        return covered;
    }

    synchronized void found(Kind kind, String device, String what) {
        counts.merge(kind, 1L, Long::sum);
        // Of resets, each reason has its own: one that is known would hide another one.
        String like = kind + (kind == Kind.RESET ? what : "");
        if (kept.merge(like, 1, Integer::sum) <= KEPT) {
            first.add(new Finding(kind, device, what));
        }
    }

    void deliveredOne() {
        delivered.increment();
    }
}
