package dev.taskcast.admission;

import dev.taskcast.auth.Refusal;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The number of connections, and its limits. All connections count together, whether they are sockets or streams. A
 * connection counts until nothing of it is left. Thread-safe.
 */
@Singleton
public final class Admission {
    /** One public address may have a quarter of the connections without a token. */
    private static final int PART_WITHOUT_TOKEN = 4;

    private final SocketSettings settings;
    private final int most;
    private final Descriptors descriptors;
    private final Addresses addresses = new Addresses();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Carrier, AtomicInteger> byCarrier = new EnumMap<>(Carrier.class);
    private final AtomicInteger unauthenticated = new AtomicInteger();
    private final RateLimit beginnings;

    @Inject
    public Admission(SocketSettings settings, SessionSettings session) {
        this(settings, Capacity.ofProcess(settings, session).sockets(), Descriptors.ofProcess(System.nanoTime()));
    }

    /** Creates one with memory for {@code capacity} connections. */
    Admission(SocketSettings settings, int capacity, Descriptors descriptors) {
        this.settings = settings;
        this.most = Math.min(settings.maxConnections(), capacity);
        this.descriptors = descriptors;
        this.beginnings = new RateLimit(settings.upgradesPerSecond(), 1, System.nanoTime());
        for (Carrier carrier : Carrier.values()) {
            byCarrier.put(carrier, new AtomicInteger());
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

    private boolean takesOneMore(long now) {
        synchronized (beginnings) {
            return beginnings.take(1, now);
        }
    }

    /** Counts a connection; {@link #left(Carrier)} ends the count. A refused connection is counted too. */
    void entered(Carrier carrier) {
        byCarrier.get(carrier).incrementAndGet();
        if (connections.incrementAndGet() > most) {
            throw full(Refusal.Kind.UNAVAILABLE, "too many connections here");
        }
    }

    void left(Carrier carrier) {
        byCarrier.get(carrier).decrementAndGet();
        connections.decrementAndGet();
    }

    /**
     * Counts a connection of {@code address}; {@link #left(Addresses.Source)} ends the count. A refused connection is
     * not counted.
     */
    Addresses.Source enteredFrom(String address) {
        return addresses
                .entered(address, settings.maxPerAddress())
                .orElseThrow(() -> full(Refusal.Kind.LIMIT, "too many connections from your address"));
    }

    void left(Addresses.Source source) {
        addresses.left(source);
    }

    /**
     * Counts a connection from {@code source} that waits for its first frame; {@link #stoppedWaiting} ends the count. A
     * refused connection is not counted.
     */
    void waits(Addresses.Source source) {
        boolean roomForAll = unauthenticated.incrementAndGet() <= settings.maxUnauthenticated();
        int share = Math.max(1, settings.maxUnauthenticated() / PART_WITHOUT_TOKEN);
        boolean roomForAddress = addresses.waits(source, share);
        if (!roomForAll || !roomForAddress) {
            stoppedWaiting(source);
            throw roomForAll
                    ? full(Refusal.Kind.LIMIT, "too many connections without a token from your address")
                    : full(Refusal.Kind.UNAVAILABLE, "too many connections without a token");
        }
    }

    void stoppedWaiting(Addresses.Source source) {
        unauthenticated.decrementAndGet();
        addresses.stoppedWaiting(source);
    }

    /** The number of connections of this kind, authenticated or not, until nothing of them is left. */
    public int connections(Carrier carrier) {
        return byCarrier.get(carrier).get();
    }

    /** The limit on all connections together. */
    public int most() {
        return most;
    }

    /** The number of connections that wait for their first frame. */
    public int unauthenticated() {
        return unauthenticated.get();
    }

    private static Refusal full(Refusal.Kind kind, String what) {
        return new Refusal(kind, "no room: " + what);
    }
}
