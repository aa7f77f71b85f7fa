package dev.taskcast.kafka;

import dev.taskcast.log.Gap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Gaps that the reader found. A gap counts only after two later looks at the topic have found the same topic. Without
 * this rule, a topic that was deleted and created again would seem to have lost all records, one partition after the
 * other.
 *
 * <p>One look is not enough: an outdated broker may describe the deleted topic once more. {@link LogWriter} guards this
 * object.
 */
final class Doubts {
    private static final int LOOKS = 2;

    private final Map<Integer, Doubt> doubts = new HashMap<>();
    private int generation = -1;
    private int looks;

    /** A gap that was found by a reader at {@code position}. */
    private record Doubt(Gap gap, long position) {}

    /**
     * Adds the gaps {@code found}, by partition, in the generation {@code readIn}. {@code positions} tells the next
     * offset of each partition.
     */
    void add(int readIn, Map<Integer, Gap> found, IntToLongFunction positions) {
        if (readIn != generation) {
            generation = readIn;
            looks = 0;
            doubts.clear();
        }
        found.forEach((partition, gap) -> doubts.put(partition, new Doubt(gap, positions.applyAsLong(partition))));
    }

    /** Notes one more look that found the same topic. */
    void look(int now) {
        if (now == generation && !doubts.isEmpty()) {
            looks++;
        }
    }

    /**
     * Removes and returns the gaps that are certain now. If a partition was read beyond its gap, the gap does not
     * count.
     */
    Map<Integer, Gap> takeSure(int now, IntToLongFunction positions) {
        Map<Integer, Gap> sure = new HashMap<>();
        if (now == generation && looks >= LOOKS) {
            doubts.forEach((partition, doubt) -> {
                if (positions.applyAsLong(partition) == doubt.position()) {
                    sure.put(partition, doubt.gap());
                }
            });
            doubts.clear();
            looks = 0;
        }
        return sure;
    }
}
