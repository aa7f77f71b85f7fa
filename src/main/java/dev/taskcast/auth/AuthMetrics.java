package dev.taskcast.auth;

import dev.taskcast.config.SigningAlgorithm;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.Collector;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of a verifier: checks of tokens, and reads of keys for each issuer by its configured name. Thread-safe.
 */
public final class AuthMetrics {
    private static final double SECOND = 1e9;
    private static final String UNKNOWN = "unknown";

    private final InstantSource clock;
    private final Map<String, KeyReads> issuers = new ConcurrentHashMap<>();
    private final Histogram checks = Histogram.builder()
            .name("taskcast_token_check_seconds")
            .help("Checks of tokens, by the result and by the algorithm in the header")
            .labelNames("outcome", "alg")
            .classicUpperBounds(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)
            .build();
    private final Histogram reads = Histogram.builder()
            .name("taskcast_key_read_seconds")
            .help("Reads of documents with keys, by success")
            .labelNames("outcome")
            .classicUpperBounds(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .build();
    private final GaugeWithCallback age = GaugeWithCallback.builder()
            .name("taskcast_keys_age_seconds")
            .help("The time since the keys of an issuer were read from their document")
            .labelNames("issuer")
            .callback(sample -> issuers.forEach((issuer, counted) ->
                    counted.age().ifPresent(since -> sample.call(since.toNanos() / SECOND, issuer))))
            .build();
    private final CounterWithCallback failures = CounterWithCallback.builder()
            .name("taskcast_key_failures")
            .help("Reads of the keys of an issuer that failed")
            .labelNames("issuer")
            .callback(sample -> issuers.forEach((issuer, counted) -> sample.call((double) counted.failures(), issuer)))
            .build();

    /** The result of a check. */
    enum Outcome {
        ACCEPTED,
        REFUSED,
        /** The keys that decide are out of reach. */
        UNAVAILABLE,
        /** The token was accepted a short time ago. */
        REMEMBERED,
        /** The token was refused a short time ago. */
        REFUSED_AGAIN
    }

    /** One check of a token, used by one thread. */
    final class Check {
        private final long begun = System.nanoTime();
        private String algorithm = UNKNOWN;

        /** The token names the algorithm {@code its}, which is known here. */
        void algorithm(SigningAlgorithm its) {
            algorithm = its.headerName();
        }

        void ended(Outcome outcome) {
            checks.labelValues(outcome.name().toLowerCase(Locale.ROOT), algorithm)
                    .observe((System.nanoTime() - begun) / SECOND);
        }
    }

    AuthMetrics(InstantSource clock) {
        this.clock = clock;
        reads.initLabelValues("read");
        reads.initLabelValues("failed");
    }

    /** The collectors to scrape. */
    public List<Collector> collectors() {
        return List.of(checks, reads, age, failures);
    }

    /** Begins a check. */
    Check check() {
        return new Check();
    }

    /** The reads for {@code issuer}. */
    KeyReads reads(String issuer) {
        return issuers.computeIfAbsent(issuer, any -> new KeyReads(reads, clock));
    }
}
