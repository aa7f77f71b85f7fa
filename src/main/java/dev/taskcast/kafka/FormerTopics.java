package dev.taskcast.kafka;

import dev.taskcast.wire.TopicIdentity;
import java.util.HashSet;
import java.util.Set;

/**
 * The topics that the log was of before. A broker that lags behind may still tell of them.
 *
 * <p>Told of three times in a row, such a topic is there again: the brokers are those of another cluster. Not thread-safe.
 */
final class FormerTopics {
    private static final int LOOKS = 3;

    private final Set<TopicIdentity> former = new HashSet<>();
    private int looks;

    /** {@code current} takes the place of {@code old}. */
    void replaced(TopicIdentity old, TopicIdentity current) {
        former.add(old);
        former.remove(current);
        looks = 0;
    }

    /** Whether a broker that tells of {@code topic} seems to lag behind. */
    boolean isOutdated(TopicIdentity topic) {
        looks = former.contains(topic) ? looks + 1 : 0;
        return looks > 0 && looks < LOOKS;
    }
}
