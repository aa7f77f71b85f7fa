package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;

/**
 * Whether the client is still there: it is asked by a protocol ping after a silence, and has a deadline to answer.
 *
 * <p>Times are of the registry's nano clock. Thread-safe.
 */
final class KeepAlive {
    private long since;
    private volatile long heard;
    private volatile State state = State.HEARD;

    private enum State {
        HEARD,
        TO_BE_ASKED,
        ASKED
    }

    KeepAlive(long now) {
        since = now;
        heard = now;
    }

    /** The client said something; a pong counts. */
    synchronized void heard(long now) {
        since = now;
        heard = now;
        state = State.HEARD;
    }

    /**
     * Whether the client is to be asked now; true once until {@link #asked}. That is at the last heartbeat before it is silent for
     * too long, since it is sent something then anyway, but not before half of that time. The heartbeat after this one is at
     * {@code next}.
     */
    synchronized boolean isToBeAsked(long now, long next, SessionSettings settings) {
        long interval = settings.pingInterval().toNanos();
        if (state != State.HEARD || next - since <= interval || now - since < interval / 2) {
            return false;
        }
        state = State.TO_BE_ASKED;
        return true;
    }

    /** When the client said something last, or came. */
    long lastHeard() {
        return heard;
    }

    /** Whether the client is still to be asked. */
    boolean isPending() {
        return state == State.TO_BE_ASKED;
    }

    /** The client is being asked. */
    synchronized void asked(long now) {
        since = now;
        state = State.ASKED;
    }

    /** How long until there is something to do, at {@code now}; zero while the client is still to be asked. */
    synchronized long rest(long now, SessionSettings settings) {
        return switch (state) {
            case HEARD -> since + settings.pingInterval().toNanos() - now;
            case TO_BE_ASKED -> 0;
            case ASKED -> since + settings.pongDeadline().toNanos() + 1 - now;
        };
    }

    /** Whether the client was asked longer than {@code deadline} ago and has said nothing since. */
    synchronized boolean isGone(long now, long deadline) {
        return state == State.ASKED && now - since > deadline;
    }
}
