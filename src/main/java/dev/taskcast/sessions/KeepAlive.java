package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;

/**
 * Whether the client is still there: after a silence the session sends a protocol ping, and the client has a deadline
 * to answer.
 *
 * <p>Times are readings of the registry's nano clock. Thread-safe.
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
     * Whether to ping the client now; true once until the client is heard again.
     *
     * <p>The answer is true at the last heartbeat before the client is silent for too long, because the client is then
     * sent a heartbeat anyway. The answer is never true before half of that silence. The next heartbeat after this one
     * is at {@code next}.
     */
    synchronized boolean isToBeAsked(long now, long next, SessionSettings settings) {
        long interval = settings.pingInterval().toNanos();
        if (state != State.HEARD || next - since <= interval || now - since < interval / 2) {
            return false;
        }
        state = State.TO_BE_ASKED;
        return true;
    }

    /** When the client last said something, or connected. */
    long lastHeard() {
        return heard;
    }

    /** Whether a ping must still be sent. */
    boolean isPending() {
        return state == State.TO_BE_ASKED;
    }

    /** The ping is being sent. */
    synchronized void asked(long now) {
        since = now;
        state = State.ASKED;
    }

    /** The time from {@code now} to the next step, in nanoseconds; zero while a ping must still be sent. */
    synchronized long rest(long now, SessionSettings settings) {
        return switch (state) {
            case HEARD -> since + settings.pingInterval().toNanos() - now;
            case TO_BE_ASKED -> 0;
            case ASKED -> since + settings.pongDeadline().toNanos() + 1 - now;
        };
    }

    /** Whether the ping was sent longer than {@code deadline} ago without a sign of the client since. */
    synchronized boolean isGone(long now, long deadline) {
        return state == State.ASKED && now - since > deadline;
    }
}
