package dev.taskcast.log;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * A histogram of a duration that is measured for each event. Counting is nearly free.
 *
 * <p>The histogram counts in cells. A cell ends at each bound of a classic bucket and of a native bucket. A scrape adds
 * cells up to both kinds of buckets; counting is one search and two additions. Thread-safe; a scrape may miss counts
 * that are added meanwhile.
 */
public final class Durations implements Collector {
    private static final double[] MILLISECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
    };

    private static final double[] MICROSECONDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    /** Eight native buckets for each doubling. */
    private static final int SCHEMA = 3;

    /** The native zero bucket ends at 2^-13 s. The last bucket ends at 2^12 s, more than an hour. */
    private static final int FIRST = -13 << SCHEMA;

    private static final int LAST = 12 << SCHEMA;
    private static final double SECOND = 1e6;

    private final MetricMetadata metadata;
    private final double[] bounds;
    /** The last microsecond of each cell. */
    private final long[] ends;

    private final LongAdder[] cells;
    private final LongAdder sum = new LongAdder();

    /** Creates a histogram of durations that are known in milliseconds; its bounds separate no shorter times. */
    public static Durations inMilliseconds(String name, String help) {
        return new Durations(name, help, MILLISECONDS);
    }

    /** Creates a histogram of durations that are known in microseconds. */
    public static Durations inMicroseconds(String name, String help) {
        return new Durations(name, help, MICROSECONDS);
    }

    /** Creates classic buckets that end at {@code bounds}, in seconds. */
    private Durations(String name, String help, double... bounds) {
        this.metadata = new MetricMetadata(name, help);
        this.bounds = Arrays.copyOf(bounds, bounds.length + 1);
        this.bounds[bounds.length] = Double.POSITIVE_INFINITY;
        TreeSet<Long> all = new TreeSet<>();
        for (double bound : bounds) {
            all.add(Math.round(bound * SECOND));
        }
        for (int bucket = FIRST; bucket <= LAST; bucket++) {
            all.add(endOf(bucket));
        }
        this.ends = all.stream().mapToLong(end -> end).toArray();
        this.cells = Stream.generate(LongAdder::new).limit(ends.length).toArray(LongAdder[]::new);
    }

    /**
     * Counts a duration of {@code micros} microseconds, {@code times} times. Negative values count as 0; values beyond
     * the last bucket count into it.
     */
    public void count(long micros, long times) {
        long counted = Math.max(0, Math.min(micros, ends[ends.length - 1]));
        int cell = Arrays.binarySearch(ends, counted);
        cells[cell < 0 ? -cell - 1 : cell].add(times);
        sum.add(counted * times);
    }

    @Override
    public HistogramSnapshot collect() {
        long[] classic = new long[bounds.length];
        long[] natives = new long[LAST - FIRST + 1];
        int bound = 0;
        int bucket = FIRST;
        for (int cell = 0; cell < cells.length; cell++) {
            while (bounds[bound] * SECOND + 0.5 < ends[cell]) {
                bound++;
            }
            while (endOf(bucket) < ends[cell]) {
                bucket++;
            }
            long counted = cells[cell].sum();
            classic[bound] += counted;
            natives[bucket - FIRST] += counted;
        }
        return HistogramSnapshot.builder()
                .name(metadata.getName())
                .help(metadata.getHelp())
                .dataPoint(point(ClassicHistogramBuckets.of(bounds, classic), natives))
                .build();
    }

    private HistogramDataPointSnapshot point(ClassicHistogramBuckets classic, long[] natives) {
        NativeHistogramBuckets.Builder positive = NativeHistogramBuckets.builder();
        for (int bucket = 1; bucket < natives.length; bucket++) {
            if (natives[bucket] > 0) {
                positive.bucket(FIRST + bucket, natives[bucket]);
            }
        }
        return new HistogramDataPointSnapshot(
                classic,
                SCHEMA,
                natives[0],
                Math.scalb(1.0, FIRST >> SCHEMA),
                positive.build(),
                NativeHistogramBuckets.EMPTY,
                sum.sum() / SECOND,
                Labels.EMPTY,
                Exemplars.EMPTY,
                0);
    }

    /** The last microsecond of a native bucket. */
    private static long endOf(int bucket) {
        return (long) Math.floor(Math.pow(2, (double) bucket / (1 << SCHEMA)) * SECOND);
    }

    @Override
    public MetricFamilyDescriptor getMetricFamilyDescriptor() {
        return MetricFamilyDescriptor.of(MetricType.HISTOGRAM, metadata);
    }
}
