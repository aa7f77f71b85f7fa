package dev.taskcast.socket;

/**
 * What keeps a connection from being over: its open socket, and each call into the container that has not returned.
 *
 * <p>At most two threads are in a call at a time: that of a send, and that of the close. Thread-safe.
 */
final class OpenCalls {
    private boolean open = true;
    private Thread one;
    private Thread other;

    /** The calling thread begins a call; false when everything is over. */
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
        // Meant for this call, or for none: the thread goes on with the calls of other connections.
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

    /** Interrupts the threads that are in a call, and no thread that has left it. */
    synchronized void interrupt() {
        if (one != null) {
            one.interrupt();
        }
        if (other != null) {
            other.interrupt();
        }
    }
}
