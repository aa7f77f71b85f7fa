package dev.taskcast.log;

import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.ServerFrames;

/**
 * Events are missing: the reader continues at the end of the log.
 *
 * @param reason why events are missing
 * @param frame the {@code reset} frame, with the cursor from which the reader continues
 */
public record Reset(ResetReason reason, Frame frame) implements Delivery {
    static Reset of(ResetReason reason, String cursor) {
        return new Reset(reason, ServerFrames.reset(reason, cursor));
    }
}
