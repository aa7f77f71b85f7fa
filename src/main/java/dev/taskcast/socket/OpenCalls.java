package dev.taskcast.socket;

/**
 * What keeps a connection from being over: its open socket, and each call into the container that has not returned.
 *
 * <p>At most two threads are in a call at a time: one sends, the other closes. Thread-safe.
 */
final class OpenCalls {
    private boolean open = true;
    private Thread one;
    private Thread other;

    /** The calling thread begins a call; false if the connection is over. */
    synchronized boolean enter() {
        if (isOver()) {
            return false;
        }
        if (one == null) {
            one = Thread.currentThread();
        } else {
            other = Thread.currentThread();
        }
        return true;
    }

    /** The calling thread's call has returned. */
    synchronized void leave() {
        if (one == Thread.currentThread()) {
            one = null;
        } else {
            other = null;
        }
        // The interrupt was meant for this call only; the thread continues with calls of other connections.
        Thread.interrupted();
    }

    /** The socket is closed. */
    synchronized void gone() {
        open = false;
    }

    synchronized boolean isCalling() {
        return one != null || other != null;
    }

    synchronized boolean isOver() {
        return !open && !isCalling();
    }

    /** Interrupts the threads that are in a call, and no thread that has left its call. */
    synchronized void interrupt() {
        if (one != null) {
            one.interrupt();
        }
        if (other != null) {
            other.interrupt();
        }
    }
}
