package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import dev.taskcast.proof.Finding.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A time in which each device must be told to reload. At its end, the oracle gets the devices that were not told. */
final class Demand implements AutoCloseable {
    private final Pardon pardon;
    private final Map<Account, Long> before = new LinkedHashMap<>();

    Demand(List<Account> accounts, Pardon pardon) {
        this.pardon = pardon;
        accounts.forEach(account -> before.put(account, account.pardoned()));
    }

    /** Whether all devices were told. */
    boolean isMet() {
        return before.entrySet().stream().noneMatch(Demand::isUntold);
    }

    /** Returns when all devices were told, or after {@code patience}. */
    void await(Duration patience) {
        try {
            Await.until(patience, this::isMet, "a reset of each device");
        } catch (AssertionError late) {
            // The end of this time reports the devices that were not told.
        }
    }

    @Override
    public void close() {
        pardon.close();
        before.entrySet().stream().filter(Demand::isUntold).forEach(one -> one.getKey()
                .found(Kind.NOT_RESET, "not told to reload"));
    }

    private static boolean isUntold(Map.Entry<Account, Long> one) {
        return one.getKey().pardoned() <= one.getValue();
    }
}
