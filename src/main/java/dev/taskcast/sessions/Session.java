package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.Subscriber;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.ServerFrames;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.UnaryOperator;

/**
 * An authenticated connection: a place in the log of its user, a few frames of its own, and a socket.
 *
 * <p>Concurrency. {@code state} says who may touch the reader and start a send; everybody else only asks
 * for a turn by {@link #wake}:
 *
 * <pre>
 *   IDLE ──wake──▶ QUEUED ──writer──▶ RUNNING ──send──▶ SENDING ──returned──▶ IN_FLIGHT
 *    ▲                                 │  ▲                │                     │
 *    └───────────nothing left──────────┘  └───completed────┴──────completed──────┘
 * </pre>
 *
 * A wake in any state but IDLE needs no note: whoever is running looks again before it goes idle, and looks
 * once more after it has. A completion inside the send call (SENDING) lets the sender's loop go on; a later
 * one (IN_FLIGHT) continues on the completing thread; one that comes twice counts once. CLOSED is final: every transition is a
 * compare-and-set, so a late completion finds itself out of date. A send that never ends leaves
 * IN_FLIGHT (or SENDING) with its time, for {@link #visit} to find. A ping is in flight from the start (IDLE to IN_FLIGHT),
 * on a thread that may block.
 */
public final class Session implements Runnable, Subscriber {
    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int SENDING = 3;
    private static final int IN_FLIGHT = 4;
    private static final int CLOSED = 5;

    /** Frames sent in one turn before others have theirs. */
    private static final int TURN = 64;

    private static final AtomicIntegerFieldUpdater<Session> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Session.class, "state");

    private final String id;
    private final SessionRegistry registry;
    private final Transport transport;
    private final boolean batches;
    private final LogReader reader;
    private final OwnFrames ownFrames = new OwnFrames();
    private volatile int state = RUNNING;
    private volatile long lastSend;
    private final TokenLife token;
    private final Presence presence;

    Session(String id, SessionRegistry registry, Caller caller, Transport transport, boolean batches) {
        this.id = id;
        this.registry = registry;
        this.token = new TokenLife(caller, registry.clock().instant());
        this.transport = transport;
        this.batches = batches;
        this.lastSend = registry.nanoTime();
        this.presence = new Presence(lastSend);
        this.reader = registry.log().subscribe(caller.user(), this);
    }

    /** Its name in frames and logs; random, and worth nothing to anybody else. */
    public String id() {
        return id;
    }

    /** Whose session it is, by the newest of its tokens. */
    Caller caller() {
        return token.caller();
    }

    LogReader reader() {
        return reader;
    }

    /** Sends {@code welcome}, then whatever the log has after the place where the reader began. */
    void start(String welcome) {
        ownFrames.addFirst(welcome);
        if (STATE.compareAndSet(this, RUNNING, QUEUED)) {
            registry.writers().execute(this);
        }
    }

    /** Notes that the client has said something, be it a pong. */
    public void heard() {
        presence.heard(registry.nanoTime());
    }

    /** Answers a ping; {@code pingId} is its JSON string or number, or null. */
    public void pong(String pingId) {
        own(cursor -> ServerFrames.pong(pingId, cursor));
    }

    /** Tells the client that a frame of its was wrong. */
    public void error(ErrorCode code, String message) {
        own(ServerFrames.error(code, message));
    }

    /** Goes on under a newer token of the same user; whether it does. */
    public boolean renew(Caller newer) {
        if (!newer.user().equals(caller().user())) {
            error(ErrorCode.TOKEN_REFUSED, "This token is of another user: open a new connection for it");
            return false;
        }
        token.renew(newer, registry.clock().instant());
        // Asked after it was taken over: a revocation that comes now finds it, and one that came before is seen here.
        if (registry.isRevoked(caller())) {
            close(CloseCode.FORBIDDEN, "token revoked");
        } else {
            own(ServerFrames.authOk(newer.expiresAt()));
        }
        return true;
    }

    /** Asks the client to connect elsewhere after {@code delay}. */
    void goaway(Duration delay) {
        own(ServerFrames.goaway(delay));
    }

    /** Ends the session, and its socket with a close frame if possible. Returns at once. */
    public void close(CloseCode code, String reason) {
        if (ended()) {
            transport.close(code, reason);
        }
    }

    /** Notes that the socket is gone. */
    public void closed() {
        ended();
    }

    /** A writer's turn. */
    @Override
    public void run() {
        if (STATE.compareAndSet(this, QUEUED, RUNNING)) {
            pump();
        }
    }

    /** Looks after deadlines; {@code now} is of the registry's nano clock. */
    void visit(long now, Instant wallClock, SessionSettings settings) {
        // The state before the time: a send that begins in between would seem to be as old as the one before.
        int seen = state;
        long quiet = now - lastSend;
        Caller caller = caller();
        if (!wallClock.isBefore(caller.endsAt())) {
            close(CloseCode.UNAUTHORIZED, "token expired");
        } else if ((seen == IN_FLIGHT || seen == SENDING)
                && quiet > settings.sendDeadline().toNanos()) {
            registry.counters().tooSlow();
            close(CloseCode.TOO_SLOW, "too slow: reconnect with your cursor");
        } else if (presence.isGone(now, settings.pongDeadline().toNanos())) {
            close(CloseCode.TOO_SLOW, "no answer to a ping");
        } else if (token.announces(wallClock, settings.expiryWarning())) {
            own(ServerFrames.authExpiring(caller.expiresAt()));
        } else if (seen == IDLE
                && presence.isToBeAsked(now, settings.pingInterval().toNanos())) {
            registry.pingers().execute(this::ping);
        } else if (seen == IDLE && quiet >= silence(settings.heartbeat().toNanos())) {
            own((UnaryOperator<String>) ServerFrames::heartbeat);
        }
    }

    /** Asks the client whether it is there; with a heartbeat after it, because a client does not see the ping. */
    private void ping() {
        lastSend = registry.nanoTime();
        if (STATE.compareAndSet(this, IDLE, IN_FLIGHT)) {
            presence.asked(lastSend);
            ownFrames.add((UnaryOperator<String>) ServerFrames::heartbeat);
            completed(transport.ping());
        } else {
            presence.notAsked();
        }
    }

    @Override
    public void displaced() {
        close(CloseCode.TOO_MANY_CONNECTIONS, "too many connections of this user: the oldest goes");
    }

    @Override
    public void wake() {
        if (state == IDLE && STATE.compareAndSet(this, IDLE, QUEUED)) {
            registry.writers().execute(this);
        }
    }

    /** Sends until nothing is left, a send is under way, or it is somebody else's turn. The state is RUNNING. */
    private void pump() {
        for (int turn = 0; turn < TURN; turn++) {
            String frame = nextFrame();
            if (frame == null) {
                if (!STATE.compareAndSet(this, RUNNING, IDLE)
                        || !hasNext()
                        || !STATE.compareAndSet(this, IDLE, RUNNING)) {
                    return;
                }
            } else if (!sent(frame)) {
                return;
            }
        }
        if (STATE.compareAndSet(this, RUNNING, QUEUED)) {
            registry.writers().execute(this);
        }
    }

    /** Starts a send; whether it is complete already, so that the next may start. */
    private boolean sent(String frame) {
        lastSend = registry.nanoTime();
        if (!STATE.compareAndSet(this, RUNNING, SENDING)) {
            return false;
        }
        try {
            transport.send(frame, new OneSend());
        } catch (RuntimeException failed) {
            close(CloseCode.SERVER_ERROR, "the connection failed");
            return false;
        }
        return !STATE.compareAndSet(this, SENDING, IN_FLIGHT) && state == RUNNING;
    }

    /** The completion of one send: what comes after the first time must not stand for the next send. */
    private final class OneSend implements Transport.Completion {
        private boolean over;

        @Override
        public void completed(boolean successful) {
            if (claim()) {
                Session.this.completed(successful);
            }
        }

        private synchronized boolean claim() {
            boolean first = !over;
            over = true;
            return first;
        }
    }

    private void completed(boolean successful) {
        if (!successful) {
            close(CloseCode.SERVER_ERROR, "the connection failed");
        } else if (!STATE.compareAndSet(this, SENDING, RUNNING) && STATE.compareAndSet(this, IN_FLIGHT, RUNNING)) {
            pump();
        }
    }

    /** The next frame to send, own frames as soon as their cursor can be told; null when there is none. */
    private String nextFrame() {
        String own = ownFrames.poll(reader::cursor);
        if (own != null) {
            return own;
        }
        String frame = reader.next();
        if (frame == null) {
            return null;
        }
        registry.counters().delivered(1);
        return batches ? Batch.collect(frame, reader, registry) : frame;
    }

    private boolean hasNext() {
        return !ownFrames.isEmpty() || reader.hasNext();
    }

    private void own(String frame) {
        ownFrame(ownFrames.add(frame));
    }

    private void own(UnaryOperator<String> frame) {
        ownFrame(ownFrames.add(frame));
    }

    private void ownFrame(boolean added) {
        if (added) {
            wake();
        } else {
            close(CloseCode.POLICY, "asks faster than it reads");
        }
    }

    /** Sessions that were all sent something at once do not all have their next heartbeat at once. */
    private long silence(long heartbeat) {
        return heartbeat - (heartbeat >> 2) * (id.hashCode() & 0xff) / 0xff;
    }

    private boolean ended() {
        if (STATE.getAndSet(this, CLOSED) == CLOSED) {
            return false;
        }
        reader.close();
        registry.remove(this);
        return true;
    }
}
