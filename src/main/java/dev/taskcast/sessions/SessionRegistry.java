package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.Revocations;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.events.Revocation;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.TaskLog;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.ServerFrames;
import dev.taskcast.wire.ServerFrames.Greeting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Every session of this replica.
 *
 * <p>Thread-safe. Only {@link #open} creates a session; the session leaves the registry when it closes.
 *
 * <p>CDI reaches a bean of this scope through a proxy. Other beans are {@code @Singleton}, which has no proxy.
 */
@ApplicationScoped
public class SessionRegistry {
    private final TaskLog log;
    private final SessionSettings settings;
    private final SessionThreads threads;
    private final InstantSource clock;
    private final SessionCounters counters = new SessionCounters();
    private final SessionTimes times = new SessionTimes();
    private final SessionEnds ends;
    private final FrameBudget budget = FrameBudget.ofHeap();
    private final SecureRandom random = new SecureRandom();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Revocations revocations;
    private final Tracing tracing;
    private final Executor tries;
    private final Wheel wheel = new Wheel();
    private final RunningCalls runningCalls = new RunningCalls();
    private final EndedSessions ended = new EndedSessions();
    private volatile boolean draining;
    private volatile int stuck;
    private volatile Lag lag = Lag.NONE;
    private volatile SessionListener listener = SessionListener.NOBODY;

    /** For the CDI proxy, which calls this constructor and uses no field. No other bean needs one. */
    SessionRegistry() {
        this(null, null, null, null, null, Tracing.OFF);
    }

    @Inject
    public SessionRegistry(
            TaskLog log,
            SessionSettings settings,
            SessionThreads threads,
            InstantSource clock,
            Revocations revocations,
            Tracing tracing) {
        this.tracing = tracing;
        this.log = log;
        this.settings = settings;
        this.ends = new SessionEnds(settings);
        this.threads = threads;
        this.tries = new InTurn(threads);
        this.clock = clock;
        this.revocations = revocations;
    }

    /**
     * Opens a session and welcomes it, immediately or when this replica has read up to the cursor.
     *
     * @throws Refusal while this replica reads the window, has no free thread or leaves, and for a revoked token
     */
    public Session open(Caller caller, Subscription subscription, Transport transport, Peer peer) {
        if (!log.isCaughtUp()) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "starting: this replica is still reading the window");
        }
        if (threads.areExhausted()) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "no room: every thread waits for a socket");
        }
        Session session = new Session(newId(), this, new Opening(caller, subscription, transport, peer));
        try {
            begin(session, caller, subscription);
            return session;
        } catch (RuntimeException | Error failed) {
            session.closed();
            throw failed;
        }
    }

    private void begin(Session session, Caller caller, Subscription subscription) {
        sessions.add(session);
        wheel.place(session, nanoTime());
        LogReader reader = session.attach(subscription.filter());
        // Check after the session is added and attached: a drain or revocation from now on finds it, and an earlier one
        // is seen here.
        if (draining) {
            throw new Refusal(Refusal.Kind.LEAVING, "this replica is leaving: connect again");
        }
        revocations.check(caller);
        reader.displaceOldest(settings.maxPerUser());
        Consumer<Beginning> welcome = beginning -> welcome(session, caller, beginning);
        Optional<String> cursor = subscription.cursor();
        if (cursor.isEmpty()) {
            welcome.accept(reader.beginNow());
        } else {
            Cursor.parse(cursor.get())
                    .ifPresentOrElse(
                            from -> new Resumption(session, reader, from, welcome)
                                    .begin(tries, threads.scheduler(), settings.catchUpDeadline()),
                            () -> welcome.accept(reader.beginReset(ResetReason.MALFORMED_CURSOR)));
        }
    }

    /** From now on {@code newListener} learns which sessions there are. */
    public void tell(SessionListener newListener) {
        listener = newListener;
    }

    /**
     * Ends the sessions of a user whose tokens were revoked, and refuses those tokens from now on. It looks at no other
     * session.
     */
    public void revoke(Revocation revocation) {
        revocations.add(revocation.user(), revocation.issuedBefore());
        log.revoked(revocation.user());
    }

    /** Whether the token of {@code caller} was revoked. */
    boolean isRevoked(Caller caller) {
        return revocations.revokes(caller);
    }

    /** How many authenticated connections are open. */
    public int connections() {
        return sessions.size();
    }

    /** How many users have at least one open connection. */
    public int users() {
        return log.users();
    }

    /** The counters of this replica's sessions. */
    public SessionCounters counters() {
        return counters;
    }

    /** How many sessions are in a call into the container. */
    public long calling() {
        return runningCalls.size();
    }

    /** The durations of this replica's sessions. */
    public SessionTimes times() {
        return times;
    }

    /** The traces of deliveries. */
    Tracing tracing() {
        return tracing;
    }

    /** From now on no session is opened. */
    void beginDraining() {
        draining = true;
    }

    Set<Session> sessions() {
        return sessions;
    }

    /** The wheel that schedules the visits of sessions. */
    Wheel wheel() {
        return wheel;
    }

    RunningCalls runningCalls() {
        return runningCalls;
    }

    TaskLog log() {
        return log;
    }

    SessionSettings settings() {
        return settings;
    }

    Executor calls() {
        return threads.calls();
    }

    /** How long a call may take before its session is ended; shorter while threads are scarce. */
    Duration callDeadline() {
        Duration deadline = settings.sendDeadline();
        return threads.areScarce() && deadline.compareTo(SessionThreads.LONG) > 0 ? SessionThreads.LONG : deadline;
    }

    /** How many sessions have a call that has not returned in time. */
    public int stuck() {
        return stuck;
    }

    /** How far sessions were behind a second ago. */
    public Lag lag() {
        return lag;
    }

    /** Stores the result of a look at all sessions. */
    void seen(int stuckSessions, Lag lagOfSessions) {
        stuck = stuckSessions;
        lag = lagOfSessions;
    }

    FrameBudget budget() {
        return budget;
    }

    /** How many characters of batches are on their way to sockets. */
    public long batchCharacters() {
        return budget.underWay();
    }

    long nanoTime() {
        return threads.nanoTime();
    }

    /** The log lines about sessions that end. */
    public SessionEnds ends() {
        return ends;
    }

    /** Removes {@code session}, which has ended; keeps only what an operator may ask about it. */
    void remove(Session session, int code, String reason) {
        wheel.remove(session);
        boolean wasHere = sessions.remove(session);
        Clocks now = clocks();
        String user = session.caller().user();
        listener.closed(user, session.id());
        EndedSession.End end = new EndedSession.End(now.wall(), code, reason);
        ends.ended(session.id(), user, end, settings.logUsers());
        if (wasHere && session.story.hasBegun()) {
            ended.add(EndedSession.of(session, end, now));
        }
    }

    /** The client of {@code session} has everything up to {@code cursor}. */
    void acknowledged(Session session, Cursor cursor) {
        session.story.acknowledged(cursor);
        listener.acknowledged(session.caller().user(), cursor);
    }

    /** The sessions that ended last. */
    EndedSessions ended() {
        return ended;
    }

    /** The current time on both clocks. */
    Clocks clocks() {
        return new Clocks(nanoTime(), clock.instant());
    }

    private void welcome(Session session, Caller caller, Beginning beginning) {
        counters.opened(beginning);
        session.story.begins(
                session.reader().position(),
                beginning instanceof Beginning.Resumed resumed ? Optional.of(resumed.cursor()) : Optional.empty());
        session.start(ServerFrames.welcome(
                new Greeting(caller.user(), session.id(), settings.heartbeat(), caller.expiresAt()), beginning));
        listener.opened(caller.user(), session.id());
        session.story.acked().flatMap(Cursor::parse).ifPresent(cursor -> listener.acknowledged(caller.user(), cursor));
        // Check after the listener was told: a later end tells the listener itself, and an earlier end is seen here.
        if (!sessions.contains(session)) {
            listener.closed(caller.user(), session.id());
        }
    }

    private String newId() {
        byte[] id = new byte[8];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    InstantSource clock() {
        return clock;
    }
}
