package dev.taskcast.proof;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A time in which a fault gives devices a reason to be told to reload; it ends with {@link #close}.
 *
 * <p>Some clients do not say why they reload. Their resets have the reason {@link #UNTOLD}, which a pardon for any reason covers.
 */
final class Pardon implements AutoCloseable {
    /** The reason of a reset whose device does not tell the reason. */
    static final String UNTOLD = "untold";

    private final Set<String> reasons;
    private final Predicate<String> devices;
    private final Runnable end;

    /** Covers resets for {@code reasons} of {@code devices}, by name; {@code end} is called when it ends. */
    Pardon(Set<String> reasons, Predicate<String> devices, Runnable end) {
        this.reasons = Set.copyOf(reasons);
        this.devices = devices;
        this.end = end;
    }

    boolean covers(String device, String reason) {
        return devices.test(device) && (reasons.contains(reason) || reason.equals(UNTOLD) && !reasons.isEmpty());
    }

    @Override
    public void close() {
        end.run();
    }
}
