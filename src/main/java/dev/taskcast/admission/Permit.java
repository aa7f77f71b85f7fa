package dev.taskcast.admission;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a connection holds while it counts against the limits: against that of all, that of its address, and that of those
 * without a token for as long as it has no token.
 *
 * <p>Safe for use by several threads, but for {@link #enter}, which comes first. Each is given back once, however often that
 * is asked for.
 */
public final class Permit {
    private final Admission admission;
    private final Carrier carrier;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile Addresses.Source source;

    Permit(Admission admission, Carrier carrier) {
        this.admission = admission;
        this.carrier = carrier;
    }

    /** What carries the connection. */
    Carrier carrier() {
        return carrier;
    }

    /** Counts against the limit of all and against that of {@code address}; also after a refusal {@link #leave} is due. */
    void enter(String address) {
        taken.set(true);
        admission.entered(carrier);
        source = admission.enteredFrom(address);
    }

    /**
     * Counts against the limit of those without a token until {@link #stopWaiting}.
     *
     * @throws dev.taskcast.auth.Refusal when too many wait; then it does not count
     */
    public void waitForToken() {
        admission.waits(source);
        waiting.set(true);
    }

    /** Has a token, or needs it no more. */
    public void stopWaiting() {
        if (waiting.compareAndSet(true, false)) {
            admission.stoppedWaiting(source);
        }
    }

    /** Gives everything back: nothing of the connection is left. */
    public void leave() {
        stopWaiting();
        if (taken.compareAndSet(true, false)) {
            admission.left(carrier);
            if (source != null) {
                admission.left(source);
            }
        }
    }
}
