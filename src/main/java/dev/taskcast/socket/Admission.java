package dev.taskcast.socket;

import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many connections there are until their TCP connection has ended, and how many may be. Thread-safe. */
@ApplicationScoped
public class Admission {
    /** Of the places without a token, for one public address. */
    private static final int PART_WITHOUT_TOKEN = 4;

    private final SocketSettings settings;
    private final int most;
    private final Descriptors descriptors;
    private final Leaving leaving;
    private final Addresses addresses = new Addresses();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger unauthenticated = new AtomicInteger();
    private final Map<TurnedAway, LongAdder> turnedAway = new EnumMap<>(TurnedAway.class);
    private final RateLimit upgrades;

    /** For the container's proxy. */
    protected Admission() {
        settings = null;
        most = 0;
        descriptors = null;
        leaving = null;
        upgrades = null;
    }

    @Inject
    public Admission(SocketSettings settings, SessionThreads threads) {
        this(settings, Capacity.ofProcess(), Descriptors.ofProcess(System.nanoTime()), new Leaving(threads));
    }

    /** One with memory for so many connections as {@code capacity}. */
    Admission(SocketSettings settings, int capacity, Descriptors descriptors, Leaving leaving) {
        this.leaving = leaving;
        this.settings = settings;
        most = Math.min(settings.maxConnections(), capacity);
        this.descriptors = descriptors;
        upgrades = new RateLimit(settings.upgradesPerSecond(), 1, System.nanoTime());
        for (TurnedAway why : TurnedAway.values()) {
            turnedAway.put(why, new LongAdder());
        }
    }

    /** Whether one more connection may begin, from {@code address}, at {@code now}, in nanoseconds. */
    boolean mayBegin(String address, long now) {
        return addresses.mayBegin(address, settings.upgradesPerAddress(), now) && takesOneMore(now);
    }

    /** Whether the process has a descriptor for one more connection at {@code now}. */
    boolean hasRoom(long now) {
        return descriptors.haveRoom(now);
    }

    /** Counts a request that is not even tried. */
    void turnAway(TurnedAway why) {
        turnedAway.get(why).increment();
    }

    private boolean takesOneMore(long now) {
        synchronized (upgrades) {
            return upgrades.take(1, now);
        }
    }

    /** Counts a connection in; {@link #left} counts it out, also after a refusal. */
    void entered() {
        if (connections.incrementAndGet() > most) {
            throw full("too many connections here");
        }
    }

    void left() {
        connections.decrementAndGet();
    }

    /** Counts a connection to {@code address}; {@link #left(Addresses.Source)} counts it out, not after a refusal. */
    Addresses.Source enteredFrom(String address) {
        return addresses
                .entered(address, settings.maxPerAddress())
                .orElseThrow(() -> full("too many connections from your address"));
    }

    void left(Addresses.Source source) {
        addresses.left(source);
    }

    /** Connections that have ended and keep their places. */
    Leaving leaving() {
        return leaving;
    }

    /**
     * Counts a connection from {@code source} in that waits with its first frame; {@link #stoppedWaiting} counts it out, also
     * after a refusal.
     */
    void waits(Addresses.Source source) {
        boolean roomForAll = unauthenticated.incrementAndGet() <= settings.maxUnauthenticated();
        int share = Math.max(1, settings.maxUnauthenticated() / PART_WITHOUT_TOKEN);
        boolean roomForAddress = addresses.waits(source, share);
        if (!roomForAll) {
            throw full("too many connections without a token");
        }
        if (!roomForAddress) {
            throw full("too many connections without a token from your address");
        }
    }

    void stoppedWaiting(Addresses.Source source) {
        unauthenticated.decrementAndGet();
        addresses.stoppedWaiting(source);
    }

    /** Connections, authenticated or not, until nothing of them is left. */
    public int connections() {
        return connections.get();
    }

    /** How many there may be. */
    int most() {
        return most;
    }

    /** Connections that wait with their first frame. */
    public int unauthenticated() {
        return unauthenticated.get();
    }

    /** Requests that were turned away for this reason. */
    long turnedAway(TurnedAway why) {
        return turnedAway.get(why).sum();
    }

    private static CloseException full(String what) {
        return new CloseException(CloseCode.TRY_AGAIN_LATER, "no room: " + what);
    }
}
