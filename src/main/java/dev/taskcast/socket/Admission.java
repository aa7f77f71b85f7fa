package dev.taskcast.socket;

import dev.taskcast.config.SocketSettings;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many connections there are, and how many may be. Thread-safe. */
@ApplicationScoped
public class Admission {
    private final SocketSettings settings;
    private final Addresses addresses = new Addresses();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger unauthenticated = new AtomicInteger();
    private final Map<TurnedAway, LongAdder> turnedAway = new EnumMap<>(TurnedAway.class);
    private final RateLimit upgrades;

    /** For the container's proxy. */
    protected Admission() {
        settings = null;
        upgrades = null;
    }

    @Inject
    public Admission(SocketSettings settings) {
        this.settings = settings;
        upgrades = new RateLimit(settings.upgradesPerSecond(), 1, System.nanoTime());
        for (TurnedAway why : TurnedAway.values()) {
            turnedAway.put(why, new LongAdder());
        }
    }

    /** Whether one more connection may begin, from {@code address}, at {@code now}, in nanoseconds. */
    boolean mayBegin(String address, long now) {
        return addresses.mayBegin(address, settings.upgradesPerAddress(), now) && takesOneMore(now);
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
        if (connections.incrementAndGet() > settings.maxConnections()) {
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

    /** Counts a connection in that waits with its first frame; {@link #stoppedWaiting} counts it out, also after a refusal. */
    void waits() {
        if (unauthenticated.incrementAndGet() > settings.maxUnauthenticated()) {
            throw full("too many connections without a token");
        }
    }

    void stoppedWaiting() {
        unauthenticated.decrementAndGet();
    }

    /** Open connections, authenticated or not. */
    public int connections() {
        return connections.get();
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
