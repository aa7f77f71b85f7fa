package dev.taskcast.proof;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A time in which a fault gives devices a reason to be told to reload. {@link #close} ends it.
 *
 * <p>Some clients do not say why they reload. Their resets have the reason {@link #UNTOLD}. A pardon for any reason
 * covers it.
 */
final class Pardon implements AutoCloseable {
    /** The reason of a reset if the device does not tell its reason. */
    static final String UNTOLD = "untold";

    private final Set<String> reasons;
    private final Predicate<String> devices;
    private final Runnable end;

    /**
     * Covers resets of {@code devices} for {@code reasons}. Each device has a name. {@link #close} calls {@code end}.
     */
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
