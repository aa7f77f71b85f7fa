package dev.taskcast.config;

import java.time.Duration;

/**
 * How public keys are fetched and kept.
 *
 * @param refresh the age at which keys, and shared secrets, are read again in the background
 * @param retry the longest time to the next read after failures, and the least time between two reads for unknown keys
 * @param timeout how long one read may take, and so how long a token with an unknown key may wait
 * @param maxBytes the largest document that is read
 */
public record JwksSettings(Duration refresh, Duration retry, Duration timeout, int maxBytes) {
    static JwksSettings read(SettingValues settings) {
        return new JwksSettings(
                settings.duration("taskcast.auth.jwks.refresh", Duration.ofSeconds(10), Duration.ofDays(1)),
                settings.duration("taskcast.auth.jwks.retry", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                settings.duration("taskcast.auth.jwks.timeout", Duration.ofMillis(100), Duration.ofSeconds(10)),
                (int) settings.bytes("taskcast.auth.jwks.max-size", 1 << 10, 4 << 20));
    }
}
