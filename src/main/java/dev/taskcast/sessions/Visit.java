package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ServerFrames;
import java.time.Instant;

/** What a session does at a time instead of when it is asked: heartbeats and pings, the end of its token and of its patience. */
final class Visit {
    private Visit() {}

    /** Does what is due at {@code now}; for how long nothing is then, or zero if that is not done yet. In nanoseconds. */
    static long to(Session session, long now, Instant wallClock, SessionSettings settings) {
        // Whether before since when: a call that begins in between would seem to be as old as the one before.
        boolean inCall = session.call.isUnderWay();
        long last = session.call.last();
        long silence = last + Silence.after(last, session.id(), settings) - now;
        boolean quiet = !inCall && silence <= 0;
        long rest = quiet ? Silence.after(now, session.id(), settings) : silence;
        KeepAlive keepAlive = session.keepAlive;
        Caller caller = session.caller();
        if (!wallClock.isBefore(caller.endsAt())) {
            session.close(CloseCode.UNAUTHORIZED, "token expired");
        } else if (keepAlive.isGone(now, settings.pongDeadline().toNanos())) {
            session.close(CloseCode.TOO_SLOW, "no answer to a ping");
        } else if (session.token.announces(wallClock, settings.expiryWarning())) {
            session.own(ServerFrames.authExpiring(caller.expiresAt()));
        } else if (session.call.answersPings() && keepAlive.isToBeAsked(now, now + rest, settings) && !quiet) {
            session.wake();
        } else if (quiet) {
            // Also while it is busy: it may pass over much that is kept back, and send nothing. Also when the client is
            // to be asked: it is not if it says something before the turn.
            session.heartbeat();
        }
        long ping = session.call.answersPings() ? keepAlive.rest(now, settings) : rest;
        return Math.min(Math.min(rest, ping), session.token.rest(wallClock, settings));
    }

    /** Whether a call of {@code session} has not returned in time; one that takes longer than {@code deadline} ends it. */
    static boolean isStuck(Session session, long now, long deadline, SessionCounters counters) {
        long lasts = session.call.lasts(now);
        if (lasts > deadline) {
            counters.tooSlow();
            session.close(CloseCode.TOO_SLOW, "too slow: reconnect with your cursor");
        }
        return lasts > SessionThreads.LONG.toNanos();
    }
}
