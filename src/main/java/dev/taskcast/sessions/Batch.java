package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.log.Delivery;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several pending events for one socket in one frame, for clients that accept batches. Two settings and the
 * {@link FrameBudget} limit how many.
 *
 * @param frame the frame to send
 * @param share how many characters {@link FrameBudget} gets back once the frame was sent; 0 for a single event
 */
record Batch(Frame frame, int share) {
    /**
     * Collects a batch that begins with {@code first}. The batch is {@code first} alone if nothing follows, or if the
     * budget has no share.
     */
    static Batch collect(Frame first, Deliveries log, SessionRegistry registry) {
        if (!log.hasNext()) {
            return new Batch(first, 0);
        }
        SessionSettings settings = registry.settings();
        int share = registry.budget().take(settings.batchBytes());
        try {
            return collect(first, log, registry, share);
        } catch (RuntimeException | Error failed) {
            registry.budget().giveBack(share);
            throw failed;
        }
    }

    private static Batch collect(Frame first, Deliveries log, SessionRegistry registry, int share) {
        SessionSettings settings = registry.settings();
        List<Frame> frames = new ArrayList<>();
        frames.add(first);
        int length = first.length();
        while (frames.size() < settings.batchFrames() && length < share) {
            Optional<Delivery> next = log.next();
            if (next.isEmpty()) {
                break;
            }
            frames.add(next.get().frame());
            length += next.get().frame().length();
        }
        if (frames.size() == 1) {
            registry.budget().giveBack(share);
            return new Batch(first, 0);
        }
        Frame batch = ServerFrames.batch(frames);
        registry.budget().giveBack(share - length);
        registry.counters().delivered(frames.size() - 1);
        return new Batch(batch, length);
    }
}
