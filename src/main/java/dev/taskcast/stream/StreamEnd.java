package dev.taskcast.stream;

import dev.taskcast.admission.Permit;
import dev.taskcast.sessions.Session;
import dev.taskcast.wire.CloseCode;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** What is due when a response has ended, by whichever side. */
final class StreamEnd implements AsyncListener {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Permit permit;
    private final EventStream stream;
    private final AtomicReference<Optional<Session>> session = new AtomicReference<>(Optional.empty());

    StreamEnd(Permit permit, EventStream stream) {
        this.permit = permit;
        this.stream = stream;
    }

    /** Says whose session ends with the response. */
    void of(Session opened) {
        session.set(Optional.of(opened));
        if (over.isDone()) {
            opened.closed();
        }
    }

    EventStream stream() {
        return stream;
    }

    /** Completes when the response has ended. */
    CompletableFuture<Void> over() {
        return over;
    }

    /** Asks the client to go; completes when the response has ended. */
    CompletableFuture<Void> leave() {
        stream.close(CloseCode.GOING_AWAY, "this replica is leaving");
        return over;
    }

    /** Gives back what the response held. */
    void ended() {
        permit.leave();
        over.complete(null);
        session.get().ifPresent(Session::closed);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended();
    }

    @Override
    public void onError(AsyncEvent event) {
        session.get().ifPresent(Session::closed);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // There is no timeout.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // It starts once.
    }
}
