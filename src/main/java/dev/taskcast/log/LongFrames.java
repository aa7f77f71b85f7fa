package dev.taskcast.log;

import dev.taskcast.wire.Frame;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The long frames that somebody holds. Each reader keeps its frame until it was sent, so all readers of an entry share
 * one frame, or at least its text.
 *
 * <p>It keeps no frame alive. What it remembers of a frame goes at the first look-up after the frame was collected.
 *
 * <p>Thread-safe. If feeds of one entry look it up at the same moment, each makes a copy, and all but one are dropped.
 */
final class LongFrames {
    private final Map<Long, Held> frames = new ConcurrentHashMap<>();
    private final ReferenceQueue<Frame> collected = new ReferenceQueue<>();

    /** A frame that somebody may hold. */
    private static final class Held extends WeakReference<Frame> {
        private final long sequence;

        Held(long sequence, Frame frame, ReferenceQueue<Frame> collected) {
            super(frame, collected);
            this.sequence = sequence;
        }
    }

    /** The frame of the entry with number {@code sequence}; {@code copy} makes it if nobody holds it. */
    Frame get(long sequence, Supplier<Frame> copy) {
        forgetCollected();
        Held held = frames.get(sequence);
        Frame frame = held == null ? null : held.get();
        return frame == null ? share(sequence, copy.get()) : frame;
    }

    private Frame share(long sequence, Frame copy) {
        Held own = new Held(sequence, copy, collected);
        Frame shared = frames.merge(sequence, own, (old, its) -> old.refersTo(null) ? its : old)
                .get();
        return shared == null ? copy : shared;
    }

    private void forgetCollected() {
        for (Reference<? extends Frame> gone = collected.poll(); gone != null; gone = collected.poll()) {
            frames.remove(((Held) gone).sequence, gone);
        }
    }

    /** How many frames it remembers. */
    int size() {
        return frames.size();
    }
}
