package dev.taskcast.presence;

import java.time.Instant;
import java.util.Optional;

/**
 * How a user is there on one replica, by all of its sessions there.
 *
 * @param devices how many sessions there are
 * @param since when the first of them began, without a gap until now
 * @param lastSeen when the last of them began or ended
 * @param acknowledged the cursor that a device acknowledged last, if one did
 */
public record Stay(int devices, Instant since, Instant lastSeen, Optional<String> acknowledged) {
    public Stay {
        if (devices < 1) {
            throw new IllegalArgumentException("Who is there has a device");
        }
    }
}
