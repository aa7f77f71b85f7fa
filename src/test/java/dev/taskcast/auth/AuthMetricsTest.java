package dev.taskcast.auth;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks of tokens count by outcome and algorithm, reads of keys by issuer. */
class AuthMetricsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestKey key = TestKey.of("EdDSA", "key");

    @Test
    void aCheckCountsByWhatCameOfItAndByItsAlgorithm() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            String good = new TestToken().claim("sub", "ada").signedWith(VerifierFixture.HS256);
            String bad = new TestToken().claim("sub", "ada").signedWith(TestKey.secret("HS512", "x".repeat(64)));
            fixture.verify(good);
            fixture.verify(good);
            fixture.refuses(bad, "token");
            fixture.refuses(bad, "token");
            fixture.refuses("no token", "opaque");
            assertThat(counted(fixture, "taskcast_token_check_seconds"))
                    .isEqualTo(Map.of(
                            "HS256 accepted", 1.0,
                            "unknown remembered", 1.0,
                            "HS512 refused", 1.0,
                            "unknown refused_again", 1.0,
                            "unknown refused", 1.0));
        }
    }

    /** The sender of a token chooses the algorithm in its header, and could make any number of labels with it. */
    @Test
    void anAlgorithmThatNobodyKnowsIsNoLabel() {
        try (VerifierFixture fixture = VerifierFixture.withSecret()) {
            String forged = new TestToken().signedWith(VerifierFixture.HS256);
            String header = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString("{\"alg\":\"RS-me\"}".getBytes(StandardCharsets.UTF_8));
            fixture.refuses(header + forged.substring(forged.indexOf('.')), "token");
            assertThat(counted(fixture, "taskcast_token_check_seconds")).isEqualTo(Map.of("unknown refused", 1.0));
        }
    }

    @Test
    void readsOfKeysCountAndTheirAgeIsThatOfTheLastGoodOne() throws IOException {
        try (KeyServer server = new KeyServer(TestKey.jwks(key));
                VerifierFixture fixture = new VerifierFixture("mp.jwt.verify.publickey.location", server.url())) {
            fixture.verify(new TestToken().claim("sub", "ada").signedWith(key));
            assertThat(counted(fixture, "taskcast_key_read_seconds")).isEqualTo(Map.of("failed", 0.0, "read", 1.0));
            assertThat(counted(fixture, "taskcast_keys_age_seconds"))
                    .containsValue(0.0)
                    .hasSize(1);
            server.answersWith(500);
            fixture.clock.advance(ofSeconds(400));
            Await.until(
                    PATIENCE, () -> counted(fixture, "taskcast_key_failures").containsValue(1.0), "a read that fails");
            assertThat(counted(fixture, "taskcast_keys_age_seconds")).containsValue(400.0);
            assertThat(counted(fixture, "taskcast_key_read_seconds")).isEqualTo(Map.of("failed", 1.0, "read", 1.0));
        }
    }

    /** The values of all series, by their labels in the order of the labels' names. */
    private static Map<String, Double> counted(VerifierFixture fixture, String name) {
        Map<String, Double> found = new TreeMap<>();
        fixture.verifier.metrics().collectors().stream()
                .map(collector -> collector.collect())
                .filter(family -> family.getMetadata().getName().equals(name))
                .flatMap(family -> family.getDataPoints().stream())
                .forEach(point -> found.put(
                        point.getLabels().stream().map(Label::getValue).collect(Collectors.joining(" ")),
                        value(point)));
        return found;
    }

    private static double value(DataPointSnapshot point) {
        if (point instanceof HistogramDataPointSnapshot histogram) {
            return histogram.getCount();
        }
        return point instanceof CounterDataPointSnapshot counter
                ? counter.getValue()
                : ((GaugeDataPointSnapshot) point).getValue();
    }
}
