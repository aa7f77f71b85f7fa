package dev.taskcast.client;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Fetches tokens on a thread of its own, one at a time; while a session lives, one in ten seconds at most (C-32). */
final class Tokens {
    private static final long RENEW_MS = 10_000;
    private static final long PATIENCE_MS = 15_000;

    private final ScheduledExecutorService fetcher = TaskcastClient.executor();
    private final Callable<String> source;
    private ScheduledFuture<?> renewal;
    private long renewed = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(RENEW_MS);

    Tokens(Callable<String> source) {
        this.source = Objects.requireNonNull(source);
    }

    CompletableFuture<String> fetch() {
        CompletableFuture<String> given = new CompletableFuture<>();
        fetcher.execute(() -> {
            try {
                given.complete(Objects.requireNonNull(source.call(), "no token"));
            } catch (Exception failed) {
                given.completeExceptionally(failed);
            }
        });
        return given.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    /** Runs {@code due} when another token may be asked for; what is announced meanwhile changes nothing. */
    void renew(ScheduledExecutorService thread, Runnable due) {
        if (renewal == null || renewal.isDone()) {
            long wait = Math.max(0, RENEW_MS - TaskcastClient.millisSince(renewed));
            Runnable now = () -> {
                renewed = System.nanoTime();
                due.run();
            };
            renewal = thread.schedule(now, wait, TimeUnit.MILLISECONDS);
        }
    }

    void end() {
        fetcher.shutdownNow();
    }
}
