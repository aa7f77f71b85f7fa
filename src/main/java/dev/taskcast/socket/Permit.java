package dev.taskcast.socket;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The places that one connection takes: one of all, one of its address, and one of those without a token for as long as it
 * has no token. Each is taken and given back once. Thread-safe, but for {@link #enter}, which comes first.
 */
final class Permit {
    private final Admission admission;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile Addresses.Source source;

    /** One that is not taken yet. */
    Permit(Admission admission) {
        this.admission = admission;
    }

    /** Takes a place of all and one of {@code address}; also after a refusal {@link #leave} is due. */
    void enter(String address) {
        taken.set(true);
        admission.entered();
        source = admission.enteredFrom(address);
    }

    /** Takes a place without a token; also after a refusal {@link #stopWaiting} is due. */
    void waitForToken() {
        waiting.set(true);
        admission.waits(source);
    }

    /** Gives the place without a token back; whether it had one. */
    boolean stopWaiting() {
        boolean waited = waiting.compareAndSet(true, false);
        if (waited) {
            admission.stoppedWaiting(source);
        }
        return waited;
    }

    /** Gives the others back. */
    void leave() {
        if (taken.compareAndSet(true, false)) {
            admission.left();
            if (source != null) {
                admission.left(source);
            }
        }
    }
}
