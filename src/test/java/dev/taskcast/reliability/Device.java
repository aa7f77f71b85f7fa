package dev.taskcast.reliability;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A client of one user. It connects by either transport, keeps the cursor, and resumes from it. It reports to an
 * {@link Observer}.
 *
 * <p>Only the frames of the newest link count. When the device is asked to leave, it first opens a new link that
 * resumes from its cursor. It ignores the frames that the old link still delivers, because the new link delivers them
 * again. At the welcome of the new link, it closes the old link. So it never hides a duplicate.
 *
 * <p>Guarded by its own monitor.
 */
final class Device {
    /** A fault of the gateway, after which a client comes back. */
    private static final int FAILURE = 500;

    /**
     * Close codes and statuses for which no scenario gives a good reason. A client must not come back after them, except
     * after {@link #FAILURE}.
     */
    private static final Set<Integer> FINAL =
            Set.of(1003, 1007, 1009, 4001, 4003, 4009, 400, 401, 403, 405, 406, FAILURE);

    /** The codes after which a client can come back with a new token, but not twice in succession. */
    private static final Set<Integer> TOKEN = Set.of(4001, 401);

    private static final int FIRST_BACKOFF_MS = 100;
    private static final int RENEW_AGAIN_MS = 1_000;
    private static final int MAX_BACKOFF_MS = 2_000;

    private final Fleet fleet;
    private final Observer observer;
    private final Habits habits;
    private final String user;
    private final Supplier<String> login;
    private final Filter filter;
    private String token;
    private Transport transport;
    private Optional<String> cursor = Optional.empty();
    private Link link;
    private Link leaving;
    private int failures;
    private int renewals;
    private boolean welcomed;
    private boolean refused;
    private boolean stopped;
    private long heard;

    /** A device of {@code user}. {@code login} gives its tokens. */
    Device(Fleet fleet, Observer observer, Habits habits, String user, Supplier<String> login) {
        this.fleet = fleet;
        this.observer = observer;
        this.habits = habits;
        this.user = user;
        this.login = login;
        this.filter = new Filter(habits.channels(), observer);
        this.token = login.get();
    }

    synchronized String token() {
        return token;
    }

    boolean usesHeader() {
        return habits.usesHeader();
    }

    boolean acceptsBatches() {
        return habits.acceptsBatches();
    }

    /** The channels that its next link asks for; empty if it takes everything. */
    synchronized List<String> channels() {
        return filter.wanted();
    }

    /** The number of times that its token was about to expire and it had another token. */
    synchronized int renewals() {
        return renewals;
    }

    /** Whether it has a working connection by the transport {@code which}. */
    synchronized boolean isConnectedBy(Transport which) {
        return welcomed && transport == which;
    }

    synchronized boolean isConnected() {
        return welcomed;
    }

    /**
     * The transport and the gateway of a connection that works in its view, but has delivered nothing for {@code time}.
     */
    synchronized Optional<String> silent(Duration time) {
        return welcomed && System.nanoTime() - heard > time.toNanos()
                ? Optional.of(transport + " to " + link.gateway().getAuthority())
                : Optional.empty();
    }

    /** Opens a new link. From now on only the frames of this link count. */
    synchronized void connect() {
        if (!stopped) {
            Optional<String> place =
                    cursor.isEmpty() ? cursor : fleet.manners().place().apply(cursor);
            transport = transport == null ? habits.first() : habits.after(transport);
            filter.connecting();
            link = transport.link(this, fleet.gatewayAfter(leaving == null ? null : leaving.gateway()), place);
            welcomed = false;
            heard = System.nanoTime();
            link.open(fleet.http());
        }
    }

    /** Asks for another filter, if it has several channels and a WebSocket that works. */
    synchronized void changeFilter() {
        if (isConnectedBy(Transport.SOCKET) && filter.canChange()) {
            link.narrow(filter.change());
        }
    }

    /** Loses its connection and comes back, as a phone does after a tunnel. */
    synchronized void interrupt() {
        if (link != null) {
            link.cut();
            ended(link, Close.CUT);
        }
    }

    /** Loses its connection if no frame has come for {@code time}, like a client that regards the line as dead. */
    synchronized void dropIfSilent(Duration time) {
        if (link != null && System.nanoTime() - heard > time.toNanos()) {
            interrupt();
        }
    }

    /**
     * Handles the end of the process at {@code gateway}. The connection has ended, even if the HTTP client has not
     * reported it.
     */
    synchronized void cutOff(URI gateway) {
        if (link != null && link.gateway().equals(gateway)) {
            interrupt();
        }
    }

    /** Leaves, and never comes back. */
    synchronized void stop() {
        stopped = true;
        if (link != null) {
            link.close();
        }
    }

    synchronized void received(Link from, Frame frame) {
        if (from != link || stopped) {
            return;
        }
        heard = System.nanoTime();
        if (!welcomed && !frame.type().equals("welcome")) {
            observer.protocol(frame.type() + " before welcome");
        }
        boolean widening = filter.isWidening(frame);
        switch (frame.type()) {
            case "welcome" -> welcome(frame);
            case "narrowed" -> filter.narrowed();
            case "task_update" -> {
                observer.event(frame.taskId());
                observer.id(frame.id());
            }
            case "reset" -> {
                if (!widening) {
                    observer.reset(frame.reason());
                }
            }
            case "goaway" -> goaway(Long.parseLong(frame.delay()));
            case "auth_expiring" -> renew();
            case "error" -> error(frame);
            case "close" -> observer.protocol("close frame " + frame.code());
            default -> {
                // The frames heartbeat and pong have only a cursor.
            }
        }
        if (frame.cursor() != null) {
            cursor = Optional.of(frame.cursor());
        }
    }

    /** Reports that one of its links got a frame or a status that the protocol does not allow. */
    void objects(String what) {
        observer.protocol(what);
    }

    synchronized void ended(Link ended, Close close) {
        if (ended == leaving) {
            leaving = null;
        }
        if (ended != link || stopped) {
            return;
        }
        fleet.closed(close);
        link = null;
        welcomed = false;
        if (fleet.manners().renews() && TOKEN.contains(close.code()) && !refused) {
            refused = true;
            token = login.get();
            later(0);
        } else if (FINAL.contains(close.code())) {
            observer.protocol("closed with " + close);
            if (close.code() == FAILURE) {
                later(backoff());
            }
        } else if (fleet.manners().reconnects()) {
            later(backoff());
        }
    }

    private void welcome(Frame frame) {
        if (!user.equals(frame.user())) {
            observer.stranger("welcome of " + frame.user());
        }
        observer.welcome(link.gateway(), frame.resume());
        filter.welcomed();
        if (frame.resume().equals("reset")) {
            observer.reset(frame.reason());
        } else if (frame.resume().equals("resumed") != link.place().isPresent()) {
            observer.protocol(frame.resume() + " with cursor " + link.place());
        }
        welcomed = true;
        failures = 0;
        refused = false;
        if (leaving != null) {
            leaving.close();
            leaving = null;
        }
    }

    private void goaway(long delay) {
        if (fleet.manners().obeysGoaway()) {
            Link asked = link;
            fleet.after(delay, TimeUnit.MILLISECONDS, () -> handOver(asked));
        }
    }

    /** A gateway that has not read a new key yet refuses its tokens, and allows another try. */
    private void error(Frame frame) {
        if (fleet.manners().renews() && "token_refused".equals(frame.code()) && "true".equals(frame.retryable())) {
            Link asked = link;
            fleet.after(RENEW_AGAIN_MS, TimeUnit.MILLISECONDS, () -> renewAgain(asked));
        } else {
            observer.protocol("error frame " + frame.code());
        }
    }

    private synchronized void renewAgain(Link asked) {
        if (asked == link && !stopped) {
            renew();
        }
    }

    private void renew() {
        token = login.get();
        renewals++;
        link.renew();
    }

    /** Opens a new link, which replaces {@code old} at its welcome. */
    synchronized void handOver(Link old) {
        if (old == link && !stopped) {
            leaving = old;
            connect();
        }
    }

    private void later(long delay) {
        fleet.after(delay, TimeUnit.MILLISECONDS, () -> {
            synchronized (this) {
                if (link == null) {
                    connect();
                }
            }
        });
    }

    private long backoff() {
        long limit = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS << Math.min(failures++, 5));
        return ThreadLocalRandom.current().nextLong(limit / 2, 2 * limit);
    }
}
