package dev.taskcast.bench;

/** Sends events at a fixed rate, each due at its own moment, to the first users in turn; used by one thread. */
final class Pace {
    private static final long PAUSE_MICROS = 500;

    private final Feed feed;
    private final int users;
    private final int perSecond;
    private final long start = Clock.micros();
    private long sent;

    /** Begins now. */
    Pace(Feed feed, int users, int perSecond) {
        this.feed = feed;
        this.users = users;
        this.perSecond = perSecond;
    }

    /** Sends the next {@code events}, and returns when they are sent. */
    void send(long events) {
        for (long end = sent + events; sent < end; ) {
            long due = start + sent * 1_000_000 / perSecond;
            if (due > Clock.micros()) {
                feed.push();
                Clock.pause(PAUSE_MICROS);
                continue;
            }
            feed.event(1 + (int) (sent % users), due);
            sent++;
        }
        feed.push();
    }
}
