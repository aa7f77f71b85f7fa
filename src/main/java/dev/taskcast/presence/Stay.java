package dev.taskcast.presence;

import java.time.Instant;
import java.util.Optional;

/**
 * The presence of a user on one replica, over all its sessions there.
 *
 * @param devices how many sessions there are
 * @param since when the first session of an unbroken series began
 * @param lastSeen when a session last began or ended
 * @param acknowledged the last cursor that a device acknowledged, if there is one
 */
public record Stay(int devices, Instant since, Instant lastSeen, Optional<String> acknowledged) {
    public Stay {
        if (devices < 1) {
            throw new IllegalArgumentException("An online user has a device");
        }
    }
}
