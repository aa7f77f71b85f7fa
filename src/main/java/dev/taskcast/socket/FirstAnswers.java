package dev.taskcast.socket;

import dev.taskcast.sessions.Transport.Completion;
import java.util.concurrent.CompletableFuture;

/**
 * What a connection is answered before it has a session: one send after the other, and those of the session after them.
 *
 * <p>One thread at a time answers, the container's; the session sends only when that is over.
 */
final class FirstAnswers {
    private final Outbound outbound;
    private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    FirstAnswers(Outbound outbound) {
        this.outbound = outbound;
    }

    /** Sends {@code frame} when the answers before it are out. */
    void answer(String frame) {
        CompletableFuture<Void> before = last;
        CompletableFuture<Void> sent = new CompletableFuture<>();
        last = sent;
        before.thenRun(() -> outbound.send(frame, successful -> sent.complete(null)));
    }

    /** Sends {@code frame} of the session when all answers are out. */
    void send(String frame, Completion done) {
        if (last.isDone()) {
            outbound.send(frame, done);
        } else {
            last.thenRun(() -> outbound.send(frame, done));
        }
    }
}
