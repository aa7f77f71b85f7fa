package dev.taskcast.kafka;

import dev.taskcast.log.Gap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Ends before what was read. Then Kafka has lost records, in an unclean election for instance. A broker that is no leader any
 * more may answer so once; only the second answer counts. {@link LogWriter} guards this object.
 */
final class LowEnds {
    private static final long READ = -1;

    private long[] tooLow = {};

    /** What is surely missing at one more look, at which the topic had {@code ends}; before it, {@code readBefore} was read. */
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

    /** Forgets what was answered about another topic. */
    void clear() {
        tooLow = new long[0];
    }
}
