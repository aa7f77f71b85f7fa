package dev.taskcast.socket;

import dev.taskcast.sessions.Transport.Completion;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * What a connection is answered before it has a session: one send after the other, and those of the session after them.
 *
 * <p>One thread at a time answers, the container's; the session sends only when that is over.
 */
final class FirstAnswers {
    private final BiConsumer<String, Completion> socket;
    private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /** Sends by {@code socket}, which completes each send. */
    FirstAnswers(BiConsumer<String, Completion> socket) {
        this.socket = socket;
    }

    /** Sends {@code frame} when the answers before it are out. */
    void answer(String frame) {
        CompletableFuture<Void> before = last;
        CompletableFuture<Void> sent = new CompletableFuture<>();
        last = sent;
        before.thenRun(() -> socket.accept(frame, successful -> sent.complete(null)));
    }

    /** Sends {@code frame} of the session when all answers are out. */
    void send(String frame, Completion done) {
        if (last.isDone()) {
            socket.accept(frame, done);
        } else {
            last.thenRun(() -> socket.accept(frame, done));
        }
    }
}
