package dev.taskcast.auth;

import dev.taskcast.config.JwksSettings;
import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Public keys from a document that changes: read at the start, read again while they are used.
 *
 * <p>Keys older than the refresh interval are still used, while they are read again in the background. When
 * they are twice as old, the token waits for that read, unless the last one failed. A token with an unknown
 * key makes one read, at most one per retry interval whoever asks. Keys that were read once stay in use as
 * long as the document is out of reach.
 */
final class RefreshedKeys implements KeySource {
    /*
     * Concurrency. `state` is immutable and replaced as a whole, so that readers need no lock. Only the one
     * thread of `reader` replaces it, hence no update gets lost. `reading` and `attemptedAt` decide whether a
     * read may begin; the monitor of this object guards them, and is never held while reading or waiting.
     * Everybody who comes during a read shares it. A waiter waits on the future, which ends with the read,
     * and gives up after the timeout.
     */
    private record State(PublicKeys keys, Instant readAt, boolean failing) {}

    private static final Logger LOG = Logger.getLogger(RefreshedKeys.class.getName());

    private final String name;
    private final KeyDocument document;
    private final JwksSettings settings;
    private final InstantSource clock;
    private final ExecutorService reader;
    private volatile State state = new State(new PublicKeys(List.of()), Instant.MIN, false);
    private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);
    private Instant attemptedAt = Instant.MIN;

    /** The keys of {@code document}, called {@code name} in the log; the first read begins at once. */
    RefreshedKeys(String name, KeyDocument document, JwksSettings settings, InstantSource clock) {
        this.name = name;
        this.document = document;
        this.settings = settings;
        this.clock = clock;
        this.reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "taskcast-keys-" + name);
            thread.setDaemon(true);
            return thread;
        });
        reading = read(clock.instant());
    }

    @Override
    public List<Key> candidates(UnverifiedToken token) {
        Instant now = clock.instant();
        keepFresh(now);
        List<Key> found = state.keys.matching(token);
        if (found.isEmpty()) {
            await(read(now));
            found = state.keys.matching(token);
        }
        if (found.isEmpty()) {
            // Only a read after the token came proves that the key is unknown; else it may be a new one.
            throw (state.readAt.isBefore(now) ? Refusal.KEYS_UNAVAILABLE : Refusal.KEY).exception();
        }
        return found;
    }

    private void keepFresh(Instant now) {
        State seen = state;
        if (seen.readAt.isBefore(now.minus(settings.refresh()))) {
            CompletableFuture<Void> read = read(now);
            if (!seen.failing
                    && seen.readAt.isBefore(now.minus(settings.refresh().multipliedBy(2)))) {
                await(read);
            }
        }
    }

    /** The read that is under way, or a new one, or the last one if that is too recent for another. */
    private synchronized CompletableFuture<Void> read(Instant now) {
        boolean tooSoon = attemptedAt.isAfter(now.minus(settings.retry()));
        if (reading.isDone() && !tooSoon && !reader.isShutdown()) {
            attemptedAt = now;
            reading = CompletableFuture.runAsync(() -> replace(now), reader);
        }
        return reading;
    }

    private void replace(Instant now) {
        State before = state;
        try {
            state = new State(KeyFormat.parse(document.read()), now, false);
            if (before.failing) {
                LOG.log(Level.INFO, "TASKCAST The keys of {0} are readable again", name);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) {
            state = new State(before.keys, before.readAt, true);
            if (!before.failing) {
                LOG.log(Level.WARNING, "TASKCAST The keys of {0} cannot be read, {1}: {2}", new Object[] {
                    name, before.keys.isEmpty() ? "there are none" : "those read before are used", failed.getMessage()
                });
            }
        }
    }

    private void await(CompletableFuture<Void> read) {
        // Twice the timeout would mean that the thread of the read itself is stuck.
        Duration longest = settings.timeout().multipliedBy(2);
        try {
            read.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unread) {
            LOG.log(Level.FINE, "No answer from the keys of {0}", name);
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
