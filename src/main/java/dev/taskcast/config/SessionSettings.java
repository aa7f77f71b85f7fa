package dev.taskcast.config;

import java.time.Duration;

/**
 * How sessions live.
 *
 * @param heartbeat the longest silence towards a client
 * @param expiryWarning how long before its token expires a client is told
 * @param sendDeadline how long one send or ping may take before the device is too slow
 * @param pingInterval the longest silence of a client before it gets a protocol ping
 * @param pongDeadline how long the client then has to answer
 * @param catchUpDeadline how long a client may wait for a replica that has not read up to its cursor
 * @param maxPerUser how many connections of a user one replica keeps; with one more, the oldest is closed
 * @param batchFrames how many frames a batch may have
 * @param batchBytes how long a batch may get, in characters
 * @param maxThreads how many threads may wait for sockets, before Java 24
 * @param userKey the key that hashes users in log lines
 * @param logUsers whether log lines show the user itself instead of a hash
 */
public record SessionSettings(
        Duration heartbeat,
        Duration expiryWarning,
        Duration sendDeadline,
        Duration pingInterval,
        Duration pongDeadline,
        Duration catchUpDeadline,
        int maxPerUser,
        int batchFrames,
        int batchBytes,
        int maxThreads,
        Secret userKey,
        boolean logUsers) {
    private static final String USER_KEY = "taskcast.session.user-key";

    /** The settings {@code taskcast.session.*}. */
    public static SessionSettings read(SettingValues settings) {
        Duration second = Duration.ofSeconds(1);
        Duration hour = Duration.ofHours(1);
        return new SessionSettings(
                settings.duration("taskcast.session.heartbeat", second, hour),
                settings.duration("taskcast.session.expiry-warning", second, hour),
                settings.duration("taskcast.session.send-deadline", second, hour),
                settings.duration("taskcast.session.ping-interval", second, hour),
                settings.duration("taskcast.session.pong-deadline", second, hour),
                settings.duration("taskcast.session.catch-up-deadline", Duration.ofSeconds(10), Duration.ofMinutes(5)),
                settings.count("taskcast.session.max-per-user", 1, 1_000_000),
                settings.count("taskcast.session.batch-frames", 1, 10_000),
                Math.toIntExact(settings.bytes("taskcast.session.batch-bytes", 1 << 10, 16 << 20)),
                settings.count("taskcast.session.max-threads", 16, 100_000),
                settings.optional(USER_KEY)
                        .map(text -> Secret.of(USER_KEY, text))
                        .orElseGet(Secret::random),
                settings.flag("taskcast.session.log-users"));
    }
}
