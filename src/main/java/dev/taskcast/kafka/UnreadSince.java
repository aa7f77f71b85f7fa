package dev.taskcast.kafka;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Since when one partition has had unread records, as far as looks at its end can tell. {@link TopicLag} guards it. */
final class UnreadSince {
    /** If more ends than this are remembered, every second one is forgotten. */
    static final int MOST = 256;

    private final List<Seen> ends = new ArrayList<>();

    private record Seen(long end, Instant at) {}

    /**
     * Since when there are records from {@code next} on; empty if there are no such records. The partition ends at
     * {@code end} at the time {@code now}.
     */
    Optional<Instant> look(long next, long end, Instant now) {
        ends.removeIf(seen -> seen.end <= next || seen.end > end);
        if (end > next && (ends.isEmpty() || ends.get(ends.size() - 1).end < end)) {
            ends.add(new Seen(end, now));
        }
        if (ends.size() > MOST) {
            for (int i = ends.size() - 2; i > 0; i -= 2) {
                ends.remove(i);
            }
        }
        return ends.stream().findFirst().map(Seen::at);
    }

    int size() {
        return ends.size();
    }
}
