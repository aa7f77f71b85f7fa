package dev.taskcast.sessions;

import dev.taskcast.wire.Resume;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions of this replica did since it started, for metrics. Thread-safe. */
public final class SessionCounters {
    private final AtomicLongArray opened = new AtomicLongArray(Resume.values().length);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder tooSlow = new LongAdder();

    /** Sessions that were welcomed with this verdict about their cursor. */
    public long openedTotal(Resume resume) {
        return opened.get(resume.ordinal());
    }

    /** Events that were handed to a socket, each once per device. */
    public long deliveredTotal() {
        return delivered.sum();
    }

    /** Sessions that were closed because a send did not finish in time. */
    public long tooSlowTotal() {
        return tooSlow.sum();
    }

    void opened(Resume resume) {
        opened.incrementAndGet(resume.ordinal());
    }

    void delivered(int frames) {
        delivered.add(frames);
    }

    void tooSlow() {
        tooSlow.increment();
    }
}
