package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.Subscriber;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * An authenticated connection: a reader of its user's part of the log, a few frames of its own, and a transport.
 *
 * <p>Concurrency. {@code state} decides who may touch the reader and call the transport. All others only ask for a turn
 * with {@link #wake}:
 *
 * <pre>
 *   IDLE ──wake──▶ QUEUED ──thread──▶ RUNNING ──64 frames──▶ QUEUED
 *    ▲                                   │
 *    └───────────nothing left────────────┘
 * </pre>
 *
 * A turn passes several frames to the transport in one call, and makes one call at a time. A wake outside IDLE is not
 * recorded: the running thread rechecks before and after it goes idle. CLOSED is final: every transition is a
 * compare-and-set. The session enters the registry before the feed of its user, so a newer session that displaces it
 * finds it there.
 */
public final class Session implements Runnable, Subscriber {
    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int CLOSED = 3;

    /** Frames sent in one turn before other sessions have theirs; the last call may send a few more. */
    private static final int TURN = Outgoing.MOST;

    private static final AtomicIntegerFieldUpdater<Session> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Session.class, "state");

    private final String id;
    private final SessionRegistry registry;
    private final Transport transport;
    private final Outgoing outgoing;
    private volatile int state = RUNNING;
    /** Not private, because {@link Visit} uses them. */
    final OneCall call;

    final TokenLife token;
    final KeepAlive keepAlive;
    final Story story;
    /** The {@link Wheel} guards it. */
    long slot = Wheel.NONE;

    Session(String id, SessionRegistry registry, Opening opening) {
        this.id = id;
        this.registry = registry;
        this.token = new TokenLife(opening.caller(), registry.clock().instant());
        this.transport = opening.transport();
        this.outgoing = new Outgoing(registry, opening.subscription().batches());
        this.call = new OneCall(transport, registry);
        this.keepAlive = new KeepAlive(call.last());
        this.story = new Story(opening.peer(), registry.clock().instant());
    }

    /** Begins to read the events in the log that pass {@code filter}. */
    LogReader attach(Filter filter) {
        LogReader attached = registry.log().subscribe(caller().user(), this);
        attached.narrow(filter);
        outgoing.readFrom(attached);
        if (state == CLOSED) {
            attached.close();
        }
        return attached;
    }

    /** The session's reader of the log. */
    LogReader reader() {
        return outgoing.reader();
    }

    /** Its name in frames and logs. It is random and grants nothing. */
    public String id() {
        return id;
    }

    /** The caller of the session, as its newest token proves. This is the principal on every transport. */
    public Caller caller() {
        return token.caller();
    }

    /** Sends {@code welcome}, then the log's events from where the reader began. */
    void start(Frame welcome) {
        outgoing.begin(welcome);
        if (STATE.compareAndSet(this, RUNNING, QUEUED)) {
            registry.calls().execute(this);
        }
    }

    /** Notes that the client has said something; a pong counts. */
    public void heard() {
        keepAlive.heard(registry.nanoTime());
    }

    /** Answers a ping; {@code pingId} is its JSON string or number, or empty text. */
    public void pong(String pingId) {
        ownFrame(outgoing.add(cursor -> ServerFrames.pong(pingId, cursor)));
    }

    /** Changes the filter in one of the session's next turns; the client is told from which cursor on it applies. */
    public void narrow(Filter filter) {
        ownFrame(outgoing.narrow(filter));
    }

    /** Tells the client that its frame was wrong. */
    public void error(ErrorCode code, String message) {
        own(ServerFrames.error(code, message));
    }

    /**
     * Notes that the client has everything up to {@code cursor}. Returns false if the cursor is of another topic, or
     * has partitions that this replica does not know.
     */
    public boolean acknowledge(Cursor cursor) {
        Cursor known = registry.log().cursor().orElse(cursor);
        boolean isOurs = known.topic().equals(cursor.topic()) && cursor.partitions() <= known.partitions();
        if (isOurs) {
            registry.acknowledged(this, cursor);
        }
        return isOurs;
    }

    /** Continues under a newer token of the same user; returns whether it does. */
    public boolean renew(Caller newer) {
        if (!newer.user().equals(caller().user())) {
            error(ErrorCode.TOKEN_REFUSED, "This token names another user: open a new connection for it");
            return false;
        }
        token.renew(newer, registry.clock().instant());
        // Check after the change: a revocation from now on finds the new token, and an earlier one is seen here.
        revoked();
        registry.wheel().place(this, registry.nanoTime());
        own(ServerFrames.authOk(newer.expiresAt()));
        return true;
    }

    /** Asks the client to connect elsewhere after {@code delay}. */
    void goaway(Duration delay) {
        own(ServerFrames.goaway(delay));
    }

    /** Ends the session, and its socket with a close frame if possible. Returns immediately. */
    public void close(CloseCode code, String reason) {
        if (isFirstEnd()) {
            try {
                ended(code.number(), reason);
            } finally {
                transport.close(code, reason);
            }
        }
    }

    /** Notes that the socket is gone. */
    public void closed() {
        if (isFirstEnd()) {
            ended(0, "");
        }
    }

    /** Runs one turn, on a thread that may block. */
    @Override
    public void run() {
        if (STATE.compareAndSet(this, QUEUED, RUNNING)) {
            try {
                pump();
            } catch (RuntimeException | Error unexpected) {
                outgoing.sent(id, false);
                close(CloseCode.SERVER_ERROR, "unexpected failure");
                throw unexpected;
            }
        }
    }

    /** Since when the oldest unsent event waits, in milliseconds since the epoch; empty if no event waits. */
    OptionalLong waitingSince() {
        return outgoing.waitingSince();
    }

    boolean isClosed() {
        return state == CLOSED;
    }

    @Override
    public void displaced() {
        close(CloseCode.TOO_MANY_CONNECTIONS, "too many connections of this user: the oldest one is closed");
    }

    @Override
    public void revoked() {
        if (registry.isRevoked(caller())) {
            close(CloseCode.FORBIDDEN, "token revoked");
        }
    }

    @Override
    public void wake() {
        if (state == IDLE && STATE.compareAndSet(this, IDLE, QUEUED)) {
            try {
                registry.calls().execute(this);
            } catch (RuntimeException | Error refused) {
                // A thread or memory is missing. The next wake asks again, at the latest for a heartbeat.
                STATE.compareAndSet(this, QUEUED, IDLE);
                throw refused;
            }
        }
    }

    /** Sends until nothing is left, the socket fails, or other sessions have their turn. The state is RUNNING. */
    private void pump() {
        int turn = 0;
        while (turn < TURN) {
            List<Frame> frames = keepAlive.isPending() ? List.of() : outgoing.next();
            turn += Math.max(1, frames.size());
            if (frames.isEmpty() && !keepAlive.isPending()) {
                story.passed(reader().position());
                if (!STATE.compareAndSet(this, RUNNING, IDLE)
                        || (!keepAlive.isPending() && !outgoing.hasNext())
                        || !STATE.compareAndSet(this, IDLE, RUNNING)) {
                    return;
                }
            } else if (!called(frames)) {
                return;
            }
        }
        if (STATE.compareAndSet(this, RUNNING, QUEUED)) {
            registry.calls().execute(this);
        }
    }

    /** Sends {@code frames}, or a ping if the list is empty; returns whether more may be sent. */
    private boolean called(List<Frame> frames) {
        boolean successful = false;
        try {
            successful = frames.isEmpty() ? ping() : call.send(frames);
        } finally {
            outgoing.sent(id, successful);
        }
        if (!successful) {
            close(CloseCode.SERVER_ERROR, Transport.BROKEN);
        } else if (!frames.isEmpty()) {
            story.handed(reader().position(), call.last());
        }
        return state == RUNNING;
    }

    /** Pings the client, and sends a heartbeat after it, because a client's program does not see the ping. */
    private boolean ping() {
        keepAlive.asked(registry.nanoTime());
        outgoing.addHeartbeat();
        return call.ping();
    }

    /** Tells the client that nothing else was to be sent. */
    void heartbeat() {
        ownFrame(outgoing.addHeartbeat());
    }

    /** Adds a frame of the session itself. */
    void own(Frame frame) {
        ownFrame(outgoing.add(frame));
    }

    private void ownFrame(boolean added) {
        if (added) {
            wake();
        } else {
            close(CloseCode.POLICY, "the client asks faster than it reads");
        }
    }

    private boolean isFirstEnd() {
        return STATE.getAndSet(this, CLOSED) != CLOSED;
    }

    private void ended(int code, String reason) {
        try {
            outgoing.close();
        } finally {
            registry.remove(this, code, reason);
        }
    }
}
