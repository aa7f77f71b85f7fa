package dev.taskcast.sessions;

import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions of this replica did since it started, for metrics. Thread-safe. */
public final class SessionCounters {
    private final Map<Resume, LongAdder> opened = new EnumMap<>(Resume.class);
    private final Map<ResetReason, LongAdder> resets = new EnumMap<>(ResetReason.class);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder tooSlow = new LongAdder();
    private final RunningCalls longFrames = new RunningCalls();

    SessionCounters() {
        for (Resume resume : Resume.values()) {
            opened.put(resume, new LongAdder());
        }
        for (ResetReason reason : ResetReason.values()) {
            resets.put(reason, new LongAdder());
        }
    }

    /** Sessions whose welcome had this verdict about their cursor. */
    public long openedTotal(Resume resume) {
        return opened.get(resume).sum();
    }

    /** Events and resets that were handed to a socket, counted once per device, before the socket has taken them. */
    public long deliveredTotal() {
        return delivered.sum();
    }

    /** Sessions that were closed because a send did not finish in time. */
    public long tooSlowTotal() {
        return tooSlow.sum();
    }

    /** How many calls are under way that send a frame longer than one write. */
    public long longFrames() {
        return longFrames.size();
    }

    /** How often clients were told for {@code reason} that events are missing, at the start or later. */
    public long resetTotal(ResetReason reason) {
        return resets.get(reason).sum();
    }

    void opened(Beginning beginning) {
        opened.get(beginning.resume()).increment();
        if (beginning instanceof Beginning.Reset reset) {
            reset(reset.reason());
        }
    }

    void reset(ResetReason reason) {
        resets.get(reason).increment();
    }

    void delivered(int frames) {
        delivered.add(frames);
    }

    void longFrameBegins() {
        longFrames.begin();
    }

    void longFrameEnds() {
        longFrames.end();
    }

    void tooSlow() {
        tooSlow.increment();
    }
}
