package dev.taskcast.admission;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The place of a connection within the limits. It counts against the limit of all connections and that of its address.
 * Until it has a token, it also counts against the limit of connections without a token.
 *
 * <p>Thread-safe, except {@link #enter}, which must come first. Each count is given back once, however often a caller
 * asks for that.
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

    /** The kind of the connection. */
    Carrier carrier() {
        return carrier;
    }

    /**
     * Counts against the limit of all and that of {@code address}. Even after a refusal, {@link #leave} must be called.
     */
    void enter(String address) {
        taken.set(true);
        admission.entered(carrier);
        source = admission.enteredFrom(address);
    }

    /**
     * Counts against the limit of connections without a token until {@link #stopWaiting}.
     *
     * @throws dev.taskcast.auth.Refusal if too many connections wait; this connection is then not counted
     */
    public void waitForToken() {
        admission.waits(source);
        waiting.set(true);
    }

    /** The connection has a token, or does not need one any more. */
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
