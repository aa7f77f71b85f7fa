package dev.taskcast.socket;

import java.util.ArrayList;
import java.util.List;

/**
 * What keeps a connection from being over: its open socket, and each call in the container that has not returned.
 *
 * <p>One thread of ours sends, another one closes. A thread of the container tells of a read, and may write a pong or a
 * close frame meanwhile. A thread can be in two calls, one inside the other. Thread-safe.
 */
final class OpenCalls {
    /** The thread of each call. */
    private final List<Thread> threads = new ArrayList<>(2);

    private boolean open = true;

    /** The calling thread begins a call; false if the connection is over. */
    synchronized boolean enter() {
        return !isOver() && threads.add(Thread.currentThread());
    }

    /** The calling thread's call has returned. */
    synchronized void leave() {
        threads.remove(Thread.currentThread());
        // The interrupt was meant for this call only; the thread continues with calls of other connections.
        Thread.interrupted();
    }

    /** The socket is closed. */
    synchronized void gone() {
        open = false;
    }

    synchronized boolean isCalling() {
        return !threads.isEmpty();
    }

    synchronized boolean isOver() {
        return !open && !isCalling();
    }

    /** Interrupts the threads that are in a call, and no thread that has left its call. */
    synchronized void interrupt() {
        threads.forEach(Thread::interrupt);
    }
}
