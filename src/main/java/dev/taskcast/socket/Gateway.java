package dev.taskcast.socket;

import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.ClientFrameParser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What every connection works with. */
@ApplicationScoped
public class Gateway {
    private final SocketSettings settings;
    private final TokenVerifier verifier;
    private final SessionRegistry registry;
    private final SessionThreads threads;
    private final Admission admission;
    private final SocketMetrics metrics;
    private final ClientFrameParser frames;

    /** For the container's proxy. */
    protected Gateway() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    public Gateway(
            SocketSettings settings,
            TokenVerifier verifier,
            SessionRegistry registry,
            SessionThreads threads,
            Admission admission,
            SocketMetrics metrics,
            ClientFrameParser frames) {
        this.settings = settings;
        this.verifier = verifier;
        this.registry = registry;
        this.threads = threads;
        this.admission = admission;
        this.metrics = metrics;
        this.frames = frames;
    }

    SocketSettings settings() {
        return settings;
    }

    TokenVerifier verifier() {
        return verifier;
    }

    SessionRegistry registry() {
        return registry;
    }

    SessionThreads threads() {
        return threads;
    }

    Admission admission() {
        return admission;
    }

    SocketMetrics metrics() {
        return metrics;
    }

    ClientFrameParser frames() {
        return frames;
    }
}
