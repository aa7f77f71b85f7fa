package dev.taskcast.kafka;

import dev.taskcast.log.Gap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * End offsets below the offset up to which the log has read. They mean that Kafka has lost records, for example in an
 * unclean election. A former leader may also give such an answer once, so only the second answer counts.
 * {@link LogWriter} guards this object.
 */
final class LowEnds {
    private static final long READ = -1;

    private long[] tooLow = {};

    /**
     * The gaps that are certain after one more look, which found these {@code ends}. Before the look,
     * {@code readBefore} was read.
     */
    Map<Integer, Gap> look(long[] readBefore, long[] ends, IntToLongFunction positions) {
        long[] before = tooLow;
        tooLow = new long[ends.length];
        Arrays.fill(tooLow, READ);
        Map<Integer, Gap> sure = new HashMap<>();
        for (int partition = 0; partition < Math.min(ends.length, readBefore.length); partition++) {
            if (ends[partition] < readBefore[partition]) {
                boolean isSecond = partition < before.length && before[partition] != READ;
                if (isSecond && ends[partition] < positions.applyAsLong(partition)) {
                    sure.put(partition, Gap.behind(ends[partition]));
                } else {
                    tooLow[partition] = ends[partition];
                }
            }
        }
        return sure;
    }

    /** Forgets the ends of another topic. */
    void clear() {
        tooLow = new long[0];
    }
}
