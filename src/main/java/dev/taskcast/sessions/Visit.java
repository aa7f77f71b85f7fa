package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ServerFrames;
import java.time.Instant;

/**
 * What a session does at its due time rather than on request: heartbeats and pings, the end of its token, the ping
 * deadline.
 */
final class Visit {
    private Visit() {}

    /**
     * Does what is due at {@code now}. Returns for how long nothing is due after that, in nanoseconds; zero if a step
     * is not done yet.
     */
    static long to(Session session, long now, Instant wallClock, SessionSettings settings) {
        // Read the flag before the time. Otherwise a new call that begins in between would seem as old as the last one.
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
            // A busy session gets a heartbeat too: it may pass over many entries and send nothing. So does a session
            // whose ping is due: the ping is dropped if the client says something before the turn.
            session.heartbeat();
        }
        long ping = session.call.answersPings() ? keepAlive.rest(now, settings) : rest;
        return Math.min(Math.min(rest, ping), session.token.rest(wallClock, settings));
    }

    /**
     * Whether a call of {@code session} has not returned in time; a call that takes longer than {@code deadline} ends
     * the session.
     */
    static boolean isStuck(Session session, long now, long deadline, SessionCounters counters) {
        long lasts = session.call.lasts(now);
        if (lasts > deadline) {
            counters.tooSlow();
            session.close(CloseCode.TOO_SLOW, "too slow: reconnect with your cursor");
        }
        return lasts > SessionThreads.LONG.toNanos();
    }
}
