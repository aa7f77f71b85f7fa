package dev.taskcast.socket;

import dev.taskcast.config.SocketSettings;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections there are, and how many may be. Thread-safe. */
@ApplicationScoped
public class Admission {
    private final SocketSettings settings;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger unauthenticated = new AtomicInteger();

    /** For the container's proxy. */
    protected Admission() {
        this(null);
    }

    @Inject
    public Admission(SocketSettings settings) {
        this.settings = settings;
    }

    /** Counts a connection in; {@link #left} counts it out, also after a refusal. */
    void entered() {
        if (connections.incrementAndGet() > settings.maxConnections()) {
            throw new CloseException(CloseCode.TRY_AGAIN_LATER, "no room: too many connections here");
        }
    }

    void left() {
        connections.decrementAndGet();
    }

    /** Counts a connection in that waits with its first frame; {@link #stoppedWaiting} counts it out, also after a refusal. */
    void waits() {
        if (unauthenticated.incrementAndGet() > settings.maxUnauthenticated()) {
            throw new CloseException(CloseCode.TRY_AGAIN_LATER, "no room: too many connections without a token");
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
}
