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
 * Public keys from a document that changes. It is read at the start, and again in the background when the keys are old.
 *
 * <p>After a read that failed, the next one comes after a second, then after twice as long each time, up to the retry
 * interval. A token with an unknown key causes one more read. So does a token whose signature fits no key, unless a key
 * has the id that the token names. There is at most one such read per retry interval, however many tokens come. A token
 * whose key is known never waits. Keys that were read once stay in use while the document is out of reach.
 */
final class RefreshedKeys implements KeySource {
    /*
     * Concurrency. `state` is immutable and replaced as a whole, so that readers need no lock. Only the single thread
     * of `reader` replaces it, so no update gets lost. `reading` and `attemptedAt` decide whether a read may begin. The
     * monitor of this object guards them, and no thread holds it while reading or waiting. All threads that come during
     * a read share it. A waiter waits on the future, which ends with the read, and gives up after the timeout. Only a
     * few may wait, because each of them blocks a thread of the container.
     */
    private record State(PublicKeys keys, Instant readAt, String trouble, int failures) {
        boolean failing() {
            return !trouble.isEmpty();
        }
    }

    private static final Logger LOG = Logger.getLogger(RefreshedKeys.class.getName());
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int MAX_WAITING = 4;
    /** A second that is doubled this many times is longer than any retry interval. */
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

    /** Creates the keys of {@code document}, which is at {@code location}. */
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

    /** Sets the keys to {@code keys}, which were read from the document just now. */
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
            // Only a read after the token came proves that its key is unknown. Otherwise the key may be new.
            throw (isReadSince(now, seen) ? TokenFault.KEY : TokenFault.KEYS_UNAVAILABLE).exception();
        }
        return read;
    }

    /** If a key has the id that the token names, it is the right one. Any other key may have been replaced. */
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

    /** The state of a read after {@code now}, if there is one within the timeout; otherwise the current state. */
    private State readAfter(Instant now) {
        if (!isReadSince(now, state)) {
            await(read(now), now);
        }
        return state;
    }

    private boolean isReadSince(Instant begin, State seen) {
        return isSince(begin, seen.readAt);
    }

    /**
     * Whether {@code time} is {@code begin} or later. A time ahead of the clock proves nothing, because the clock was
     * set back.
     */
    private boolean isSince(Instant begin, Instant time) {
        return !time.isBefore(begin) && !time.isAfter(clock.instant());
    }

    /** The read that is under way, or a new one; the last one if it was too recent for another read. */
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

    /** Waits for {@code read}, at most until the timeout of the token that came at {@code now}. */
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
