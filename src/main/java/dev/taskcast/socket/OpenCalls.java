package dev.taskcast.socket;

/**
 * What keeps a connection from being over: its open socket, and each call into the container that has not returned.
 *
 * <p>At most two threads are in a call at a time: that of a turn and that of the close. Thread-safe.
 */
final class OpenCalls {
    private int open = 1;
    private Thread one;
    private Thread other;

    /** The calling thread begins a call; false when everything is over. */
    synchronized boolean enter() {
        if (open == 0) {
            return false;
        }
        open++;
        if (one == null) {
            one = Thread.currentThread();
        } else {
            other = Thread.currentThread();
        }
        return true;
    }

    /** The calling thread's call has returned; whether nothing is open now. */
    synchronized boolean leave() {
        if (one == Thread.currentThread()) {
            one = null;
        } else {
            other = null;
        }
        // Meant for this call, or for none: the thread goes on with the calls of other connections.
        Thread.interrupted();
        return --open == 0;
    }

    /** The socket is gone; whether nothing is open now. */
    synchronized boolean gone() {
        return --open == 0;
    }

    synchronized boolean isOver() {
        return open == 0;
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
