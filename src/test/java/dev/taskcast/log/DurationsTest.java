package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each count is in the right bucket, of both kinds. */
class DurationsTest {
    private final Durations durations = Durations.inMilliseconds("a_seconds", "Test");

    private HistogramDataPointSnapshot point() {
        return durations.collect().getDataPoints().get(0);
    }

    private double classicBucketOf(long micros) {
        durations.count(micros, 1);
        return point().getClassicBuckets().stream()
                .filter(bucket -> bucket.getCount() > 0)
                .map(ClassicHistogramBucket::getUpperBound)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Test
    void aBoundBelongsToTheBucketThatItEnds() {
        assertThat(classicBucketOf(0)).isEqualTo(0.001);
        assertThat(classicBucketOf(1_000)).isEqualTo(0.001);
        assertThat(classicBucketOf(1_001)).isEqualTo(0.0025);
        assertThat(classicBucketOf(2_500)).isEqualTo(0.0025);
        assertThat(classicBucketOf(299_999_999)).isEqualTo(300);
        assertThat(classicBucketOf(300_000_001)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void aNativeBucketHoldsWhatWasCounted() {
        for (long micros : List.of(123L, 1_000L, 1_024L, 10_000L, 1_000_000L, 1_090_507L, 1_090_508L, 60_000_000L)) {
            Durations one = Durations.inMilliseconds("a_seconds", "Test");
            one.count(micros, 7);
            HistogramDataPointSnapshot point = one.collect().getDataPoints().get(0);
            NativeHistogramBucket bucket =
                    point.getNativeBucketsForPositiveValues().iterator().next();
            double base = Math.pow(2, Math.pow(2, -point.getNativeSchema()));
            assertThat(micros / 1e6)
                    .as("%d", micros)
                    .isGreaterThan(Math.pow(base, bucket.getBucketIndex() - 1) - 1e-6)
                    .isLessThanOrEqualTo(Math.pow(base, bucket.getBucketIndex()));
            assertThat(bucket.getCount()).isEqualTo(7);
        }
    }

    @Test
    void theShortestDurationsAreInTheNativeZeroBucket() {
        durations.count(0, 3);
        durations.count(122, 1);
        assertThat(point().getNativeZeroCount()).isEqualTo(4);
        assertThat(point().getNativeZeroThreshold()).isEqualTo(Math.pow(2, -13));
        assertThat(point().getNativeBucketsForPositiveValues().size()).isZero();
    }

    @Test
    void sumAndCountAreThoseOfAllThatWasCounted() {
        durations.count(5_000, 2);
        durations.count(1_500_000, 1);
        assertThat(point().getCount()).isEqualTo(3);
        assertThat(point().getSum()).isCloseTo(1.51, within(1e-9));
    }

    /** Such a duration comes from a producer whose clock is ahead, or from a record of 1970. */
    @Test
    void anImpossibleDurationCountsAsTheNearestPossibleOne() {
        durations.count(-5_000, 1);
        durations.count(Long.MAX_VALUE / 2, 1);
        assertThat(point().getSum()).isEqualTo(4_096);
        assertThat(point().getCount()).isEqualTo(2);
    }

    @Test
    void twoOfOneNameAreRefused() {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(durations);
        Durations same = Durations.inMicroseconds("a_seconds", "Other");
        assertThatThrownBy(() -> registry.register(same)).isInstanceOf(RuntimeException.class);
    }
}
