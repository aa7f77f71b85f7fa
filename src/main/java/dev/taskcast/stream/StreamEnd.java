package dev.taskcast.stream;

import dev.taskcast.admission.Permit;
import dev.taskcast.sessions.Session;
import dev.taskcast.wire.CloseCode;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.CompletableFuture;

/** The clean-up after a response has ended, by either side. */
final class StreamEnd implements AsyncListener {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Permit permit;
    private final EventStream stream;
    private final OpenStreams open;
    private final StreamMetrics metrics;
    /** Null until the session is open. */
    private volatile Session session;

    StreamEnd(Permit permit, EventStream stream, OpenStreams open, StreamMetrics metrics) {
        this.permit = permit;
        this.stream = stream;
        this.open = open;
        this.metrics = metrics;
    }

    /** Sets the session that ends with the response. */
    void of(Session opened) {
        session = opened;
        if (over.isDone()) {
            opened.closed();
        }
    }

    EventStream stream() {
        return stream;
    }

    /** Asks the client to leave; completes when the response has ended. */
    CompletableFuture<Void> leave() {
        stream.close(CloseCode.GOING_AWAY, "this replica is leaving");
        return over;
    }

    /** Releases what the response held. */
    void ended() {
        permit.leave();
        if (over.complete(null) && session != null && !stream.isEndedHere()) {
            metrics.gone();
        }
        open.remove(this);
        closeSession();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended();
    }

    @Override
    public void onError(AsyncEvent event) {
        closeSession();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The response has no timeout.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The request starts async only once.
    }

    private void closeSession() {
        Session ended = session;
        if (ended != null) {
            ended.closed();
        }
    }
}
