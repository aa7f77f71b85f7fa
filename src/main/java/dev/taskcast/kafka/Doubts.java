package dev.taskcast.kafka;

import dev.taskcast.log.Gap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * What the reader found to be missing. It counts after two looks at which the topic was still the same: a topic that was
 * deleted and made again looks to a reader like one that has lost all of its records, partition by partition.
 *
 * <p>One look is not enough: a broker that lags behind may tell once more of the topic that is gone. {@link LogWriter} guards
 * this object.
 */
final class Doubts {
    private static final int LOOKS = 2;

    private final Map<Integer, Doubt> doubts = new HashMap<>();
    private int generation = -1;
    private int looks;

    /** A gap that was found by a reader at {@code position}. */
    private record Doubt(Gap gap, long position) {}

    /** Adds what was {@code found} by partition in the generation {@code readIn}; {@code positions} tells what is read next. */
    void add(int readIn, Map<Integer, Gap> found, IntToLongFunction positions) {
        if (readIn != generation) {
            generation = readIn;
            looks = 0;
            doubts.clear();
        }
        found.forEach((partition, gap) -> doubts.put(partition, new Doubt(gap, positions.applyAsLong(partition))));
    }

    /** The topic is still the same at one more look. */
    void look(int now) {
        if (now == generation && !doubts.isEmpty()) {
            looks++;
        }
    }

    /** Takes what is sure by now. A partition that was read further has no gap there. */
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
