package dev.taskcast.kafka;

import dev.taskcast.wire.TopicIdentity;
import java.util.HashSet;
import java.util.Set;

/**
 * The former topics of the log, which an outdated broker may still describe.
 *
 * <p>If a former topic is described three times in a row, it exists again: the brokers are those of another cluster.
 * Not thread-safe.
 */
final class FormerTopics {
    private static final int LOOKS = 3;

    private final Set<TopicIdentity> former = new HashSet<>();
    private int looks;

    /** Notes that {@code current} has replaced {@code old}. */
    void replaced(TopicIdentity old, TopicIdentity current) {
        former.add(old);
        former.remove(current);
        looks = 0;
    }

    /** Whether a broker that describes {@code topic} seems to be outdated. Each call counts as one description. */
    boolean isOutdated(TopicIdentity topic) {
        looks = former.contains(topic) ? looks + 1 : 0;
        return looks > 0 && looks < LOOKS;
    }
}
