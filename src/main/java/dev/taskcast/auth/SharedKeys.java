package dev.taskcast.auth;

import dev.taskcast.config.KeySettings;
import dev.taskcast.config.Secret;
import dev.taskcast.lines.LogFields;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jose4j.keys.HmacKey;

/**
 * The secrets that an issuer shares with us, the current one first. They are read again from time to time, because they
 * may be in files that change. Invalid secrets change nothing.
 */
final class SharedKeys implements KeySource {
    /** The secrets and the keys that were made of them, replaced as a whole. */
    private record State(List<Secret> secrets, List<Key> keys) {
        static State of(List<Secret> secrets) {
            return new State(
                    secrets,
                    secrets.stream()
                            .<Key>map(secret -> new HmacKey(secret.bytes()))
                            .toList());
        }
    }

    private static final Logger LOG = Logger.getLogger(SharedKeys.class.getName());

    private final KeySettings.Shared settings;
    private final Duration refresh;
    private final Runnable changed;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "taskcast-secrets");
        thread.setDaemon(true);
        return thread;
    });
    private volatile State state;
    /** Used only by the thread of {@code reader}. */
    private boolean failing;

    /**
     * Creates the keys of {@code settings}, read again after each {@code refresh}; {@code changed} runs after the
     * secrets have changed.
     */
    SharedKeys(KeySettings.Shared settings, Duration refresh, Runnable changed) {
        this.settings = settings;
        this.refresh = refresh;
        this.changed = changed;
        this.state = State.of(settings.secrets());
    }

    @Override
    public void start() {
        reader.scheduleWithFixedDelay(this::look, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All keys, whatever the key id: a shared secret has no id. */
    @Override
    public List<Key> candidates(UnverifiedToken token, Instant now) {
        return state.keys;
    }

    @Override
    public Optional<Key> shared() {
        return Optional.of(state.keys.get(0));
    }

    /** Reads the secrets again. */
    void look() {
        try {
            List<Secret> secrets = settings.now().get();
            if (!secrets.equals(state.secrets)) {
                state = State.of(secrets);
                changed.run();
                LogFields.log(
                        LOG,
                        Level.INFO,
                        "TCAST0205I: The shared secret was changed; secrets that are accepted now: {0}",
                        "secrets_long",
                        secrets.size());
            }
            failing = false;
        } catch (RuntimeException wrong) {
            if (!failing) {
                LogFields.log(
                        LOG,
                        Level.WARNING,
                        "TCAST0206W: The shared secret cannot be read again, so the one read before is used: {0}",
                        "reason",
                        wrong.getMessage());
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
