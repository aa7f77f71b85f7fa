package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.lines.LogFields;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes one log line for each session that ends. At level {@code FINE} of this class it does so for all users. It
 * always does so for watched users; an operator can begin to watch a user while the gateway runs.
 *
 * <p>The line has a hash of the user's name. It cannot be reversed without the key. An operator who begins to watch a
 * user is told the hash.
 */
public final class SessionEnds {
    /** The most users that are watched at the same time. */
    public static final int MOST = 100;

    /** The longest time for which a user is watched. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private static final Logger LOGGER = Logger.getLogger(SessionEnds.class.getName());
    private static final String MAC = "HmacSHA256";
    private static final int HASH_DIGITS = 16;

    private final SessionSettings settings;
    private final Map<String, Instant> watched = new ConcurrentHashMap<>();

    /** Creates the lines for the registry with {@code settings}. */
    public SessionEnds(SessionSettings settings) {
        this.settings = settings;
    }

    /**
     * Logs the session ends of {@code user} for {@code time} from {@code now} on; returns false if too many users are
     * watched.
     */
    public boolean watch(String user, Duration time, Instant now) {
        watched.values().removeIf(end -> !now.isBefore(end));
        if (watched.size() >= MOST && !watched.containsKey(user)) {
            return false;
        }
        watched.put(user, now.plus(time.compareTo(LONGEST) < 0 ? time : LONGEST));
        return true;
    }

    /** Stops watching {@code user}. */
    public void forget(String user) {
        watched.remove(user);
    }

    /** The hash of {@code user} in a line, by the key in the settings. */
    public String hash(String user) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(settings.userKey().bytes(), MAC));
            byte[] hash = mac.doFinal(user.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Session {@code id} of {@code user} has ended. The line has the user's name instead of its hash if
     * {@code inClear}.
     */
    void ended(String id, String user, EndedSession.End end, boolean inClear) {
        // Usually no user is watched.
        boolean wanted = !watched.isEmpty()
                && Optional.ofNullable(watched.get(user))
                        .filter(end.at()::isBefore)
                        .isPresent();
        Level level = wanted ? Level.INFO : Level.FINE;
        if (LOGGER.isLoggable(level)) {
            String how = end.code() == 0 ? "the connection is gone" : "closed with " + end.code() + ": " + end.reason();
            LogFields.log(
                    LOGGER,
                    level,
                    "TCAST0609I: Session ended: {0} of user {1}, {2}",
                    "session",
                    id,
                    "user",
                    inClear ? user : hash(user),
                    "reason",
                    how);
        }
    }
}
