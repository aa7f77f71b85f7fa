package dev.taskcast.auth;

import dev.taskcast.config.JwksSettings;
import dev.taskcast.config.KeySettings;
import dev.taskcast.lines.LogFields;
import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Public keys from a document that changes: read at the start, and again in the background when they are old.
 *
 * <p>After a read that failed, the next one comes after a second, then after twice as long each time, at most after the retry
 * interval. A token whose key is not known, or
 * whose signature fits no key without a name, makes one more read, at most one per retry interval whoever asks.
 * A token whose key is known waits for nothing. Keys that were read once stay in use as long as the document
 * is out of reach.
 */
final class RefreshedKeys implements KeySource {
    /*
     * Concurrency. `state` is immutable and replaced as a whole, so that readers need no lock. Only the one
     * thread of `reader` replaces it, hence no update gets lost. `reading` and `attemptedAt` decide whether a
     * read may begin; the monitor of this object guards them, and is never held while reading or waiting.
     * Everybody who comes during a read shares it. A waiter waits on the future, which ends with the read,
     * and gives up after the timeout. Few may wait, because each of them holds up a thread of the container.
     */
    private record State(PublicKeys keys, Instant readAt, String trouble, int failures) {
        boolean failing() {
            return !trouble.isEmpty();
        }
    }

    private static final Logger LOG = Logger.getLogger(RefreshedKeys.class.getName());
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int MAX_WAITING = 4;
    /** A second that is doubled so often is longer than any retry interval. */
    private static final int MOST_DOUBLINGS = 10;

    private final KeySettings.Location location;
    private final String name;
    private final KeyLoader document;
    private final JwksSettings settings;
    private final InstantSource clock;
    private final ScheduledExecutorService reader;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private volatile State state = new State(PublicKeys.EMPTY, Instant.MIN, "", 0);
    private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);
    private Instant attemptedAt = Instant.MIN;

    /** The keys of {@code document}, which is at {@code location}. */
    RefreshedKeys(KeySettings.Location location, KeyLoader document, JwksSettings settings, InstantSource clock) {
        this.location = location;
        this.name = location.key() + " (" + location.place() + ")";
        this.document = document;
        this.settings = settings;
        this.clock = clock;
        this.reader = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "taskcast-keys-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** These, with {@code keys} that were read from the document just now. */
    RefreshedKeys holding(PublicKeys keys) {
        state = new State(keys, clock.instant(), "", 0);
        return this;
    }

    @Override
    public void start() {
        refresh(clock.instant());
        long pace = PACE.toMillis();
        reader.scheduleWithFixedDelay(() -> refresh(clock.instant()), pace, pace, TimeUnit.MILLISECONDS);
    }

    @Override
    public Optional<String> missing() {
        State seen = state;
        return seen.keys.isEmpty()
                ? Optional.of(location.key() + ": " + (seen.failing() ? seen.trouble : "not read yet"))
                : Optional.empty();
    }

    @Override
    public List<Key> candidates(UnverifiedToken token, Instant now) {
        refresh(now);
        List<Key> found = state.keys.matching(token);
        if (!found.isEmpty()) {
            return found;
        }
        State seen = readAfter(now);
        List<Key> read = seen.keys.matching(token);
        if (read.isEmpty()) {
            // Only a read after the token came proves that its key is unknown; else it may be a new one.
            throw (isReadSince(now, seen) ? TokenFault.KEY : TokenFault.KEYS_UNAVAILABLE).exception();
        }
        return read;
    }

    /** A key that has the name which the token gives is the right one; any other may have been replaced. */
    @Override
    public List<Key> newer(UnverifiedToken token, Instant now) {
        if (state.keys.names(token)) {
            return List.of();
        }
        State seen = readAfter(now);
        if (!isReadSince(now, seen)) {
            throw TokenFault.KEYS_UNAVAILABLE.exception();
        }
        return seen.keys.matching(token);
    }

    /** Begins a read if there are no keys, if the last read failed, or if the keys are old. */
    private void refresh(Instant now) {
        State seen = state;
        if (seen.keys.isEmpty() || seen.failing() || !isReadSince(now.minus(settings.refresh()), seen)) {
            read(now);
        }
    }

    /** What there is, read after {@code now} if that is possible within the timeout. */
    private State readAfter(Instant now) {
        if (!isReadSince(now, state)) {
            await(read(now), now);
        }
        return state;
    }

    private boolean isReadSince(Instant begin, State seen) {
        return isSince(begin, seen.readAt);
    }

    /** Whether {@code time} is {@code begin} or later. A time ahead of the clock proves nothing: the clock was set back. */
    private boolean isSince(Instant begin, Instant time) {
        return !time.isBefore(begin) && !time.isAfter(clock.instant());
    }

    /** The read that is under way, or a new one, or the last one if that is too recent for another. */
    private synchronized CompletableFuture<Void> read(Instant now) {
        boolean tooSoon = isSince(now.minus(pause()).plusNanos(1), attemptedAt);
        if (reading.isDone() && !tooSoon && !reader.isShutdown()) {
            attemptedAt = now;
            reading = CompletableFuture.runAsync(() -> replace(now), reader);
        }
        return reading;
    }

    private Duration pause() {
        int failures = state.failures;
        Duration longer = PACE.multipliedBy(1L << Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS));
        return failures > 0 && longer.compareTo(settings.retry()) < 0 ? longer : settings.retry();
    }

    private void replace(Instant now) {
        State before = state;
        try {
            state = new State(document.read(), now, "", 0);
            if (before.failing()) {
                LogFields.log(LOG, Level.INFO, "TCAST0201I: The keys of {0} are readable again", "issuer", name);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) {
            state = new State(before.keys, before.readAt, KeyDocument.kind(failed), before.failures + 1);
            if (!before.failing()) {
                LogFields.log(
                        LOG,
                        Level.WARNING,
                        "TCAST0202W: The keys of {0} cannot be read, {1}: {2}",
                        "issuer",
                        name,
                        "consequence",
                        before.keys.isEmpty() ? "so this replica is not ready" : "those read before are used",
                        "reason",
                        KeyDocument.reason(failed));
            }
        }
    }

    /** Waits for {@code read} until the token that came at {@code now} has waited for the timeout. */
    private void await(CompletableFuture<Void> read, Instant now) {
        if (read.isDone() || !waiting.tryAcquire()) {
            return;
        }
        try {
            long waited = Duration.between(now, clock.instant()).toMillis();
            read.get(settings.timeout().toMillis() - Math.max(0, waited), TimeUnit.MILLISECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unread) {
            LOG.log(Level.FINE, "No answer from the keys of {0}", name);
        } finally {
            waiting.release();
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
