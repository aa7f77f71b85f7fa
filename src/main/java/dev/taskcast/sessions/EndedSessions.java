package dev.taskcast.sessions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The sessions that ended last on this replica, at most {@value #MOST}. Thread-safe. */
final class EndedSessions {
    static final int MOST = 1_000;

    private final Deque<EndedSession> all = new ArrayDeque<>();

    synchronized void add(EndedSession ended) {
        if (all.size() == MOST) {
            all.removeLast();
        }
        all.addFirst(ended);
    }

    /** All of them, the newest first. */
    synchronized List<EndedSession> all() {
        return List.copyOf(all);
    }
}
