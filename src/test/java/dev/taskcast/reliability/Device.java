package dev.taskcast.reliability;

import dev.taskcast.reliability.Finding.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A client of one user: it connects, keeps the cursor, comes back with it, and tells a {@link Witness} all.
 *
 * <p>At any time the frames of one link count: the newest. When it is asked to go elsewhere it opens a new
 * link first, from its cursor; what the old one still brings comes again on the new one and is not looked
 * at, and the old one is closed at the new one's welcome. So nothing ever hides a duplicate.
 *
 * <p>Guarded by its own monitor.
 */
final class Device {
    /** Closes after which a client must not come back, and which no scenario here deserves. */
    private static final Set<Integer> FINAL = Set.of(1003, 1007, 1009, 4001, 4003, 4009);

    private static final int FIRST_BACKOFF_MS = 100;
    private static final int MAX_BACKOFF_MS = 2_000;

    private final Fleet fleet;
    private final Witness witness;
    private final int number;
    private final String user;
    private final String token;
    private Optional<String> cursor = Optional.empty();
    private Link link;
    private Link leaving;
    private int failures;
    private boolean welcomed;
    private boolean stopped;

    Device(Fleet fleet, Witness witness, int number, String user, String token) {
        this.fleet = fleet;
        this.witness = witness;
        this.number = number;
        this.user = user;
        this.token = token;
    }

    String token() {
        return token;
    }

    /** Whether it hands its token over in the header; otherwise in its first frame. */
    boolean usesHeader() {
        return number % 2 == 0;
    }

    boolean acceptsBatches() {
        return number / 2 % 2 == 0;
    }

    synchronized boolean isConnected() {
        return welcomed;
    }

    /** Opens a new link, whose frames count from now on. */
    synchronized void connect() {
        if (!stopped) {
            Optional<String> place =
                    cursor.isEmpty() ? cursor : fleet.manners().place().apply(cursor);
            link = new Link(this, fleet.gatewayAfter(leaving == null ? null : leaving.gateway()), place);
            welcomed = false;
            link.open(fleet.http());
        }
    }

    /** Loses its connection and comes back, as after a tunnel. */
    synchronized void interrupt() {
        if (link != null) {
            link.cut();
            ended(link, Close.CUT);
        }
    }

    /** Leaves for good. */
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
        if (!welcomed && !frame.type().equals("welcome")) {
            witness.object(Kind.PROTOCOL, frame.type() + " before welcome");
        }
        switch (frame.type()) {
            case "welcome" -> welcome(frame);
            case "task_update" -> {
                witness.event(frame.taskId());
                witness.id(frame.id());
            }
            case "reset" -> witness.reset(frame.reason());
            case "goaway" -> goaway(Long.parseLong(frame.delay()));
            case "error" -> witness.object(Kind.PROTOCOL, "error frame");
            default -> {
                // heartbeat, pong: the cursor is all there is.
            }
        }
        if (frame.cursor() != null) {
            cursor = Optional.of(frame.cursor());
        }
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
        if (FINAL.contains(close.code())) {
            witness.object(Kind.PROTOCOL, "closed with " + close);
        } else if (fleet.manners().reconnects()) {
            later(backoff());
        }
    }

    private void welcome(Frame frame) {
        if (!user.equals(frame.user())) {
            witness.object(Kind.FOREIGN, "welcome of " + frame.user());
        }
        if (frame.resume().equals("reset")) {
            witness.reset(frame.reason());
        } else if (frame.resume().equals("resumed") != link.place().isPresent()) {
            witness.object(Kind.PROTOCOL, frame.resume() + " with cursor " + link.place());
        }
        welcomed = true;
        failures = 0;
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

    private synchronized void handOver(Link old) {
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
