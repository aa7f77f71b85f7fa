package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.oauthbearer.JwtRetrieverException;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An endpoint that refuses tokens is asked less and less often, even if many clients want one. */
class TokenRequestsTest {
    private static final String SECRET = "an-access-token";

    private static final String SLOW = "no token for Kafka: the endpoint has not answered yet";
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-11-26T07:00:00Z");
    private static final int LIFE = 10;

    private volatile Instant now = START;
    private final TokenRequests requests = new TokenRequests(() -> now);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger sent = new AtomicInteger();

    @AfterEach
    void close() {
        end.countDown();
        requests.close();
    }

    @Test
    void inAMinuteOfRefusalsThereAreAtMostSeventeenRequests() {
        for (int tenth = 0; tenth < 600; tenth++) {
            ask(requests, this::refused);
            now = now.plusMillis(100);
            if (tenth == 150) {
                assertThat(sent.get()).as("requests in fifteen seconds").isBetween(6, 8);
            }
        }
        assertThat(sent.get()).isBetween(9, 17);
    }

    @Test
    void meanwhileEverybodyIsToldTheLastReason() {
        assertThat(ask(requests, this::refused))
                .contains("no token for Kafka: the endpoint answers with status 401")
                .isEqualTo(ask(requests, this::refused));
        assertThat(sent.get()).isEqualTo(1);
    }

    @Test
    void afterATokenTheNextFailureIsTheFirstOne() {
        for (int i = 0; i < 6; i++) {
            ask(requests, this::refused);
            now = now.plusSeconds(10);
        }
        assertThat(ask(requests, TokenRequestsTest::token)).isEmpty();
        ask(requests, this::refused);
        now = now.plus(Duration.ofMillis(250));
        assertThat(ask(requests, TokenRequestsTest::token)).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDelaysNoRequest() {
        ask(requests, this::refused);
        now = now.minus(Duration.ofHours(1));
        assertThat(ask(requests, TokenRequestsTest::token)).isEmpty();
    }

    @Test
    void aHandlerThatRefusesATokenHasFailed() {
        assertThat(ask(requests, Optional::empty))
                .contains("no token for Kafka: Kafka does not accept the answer as a token");
        assertThat(ask(requests, TokenRequestsTest::token)).isPresent();
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(new UnknownHostException(SECRET), "the host of the endpoint is not known to DNS"),
                Arguments.of(new SocketTimeoutException(SECRET), "the endpoint does not answer in time"),
                Arguments.of(new ConnectException(SECRET), "nothing listens at the endpoint, or it cannot be reached"),
                Arguments.of(new SSLHandshakeException(SECRET), "TLS with the endpoint fails"),
                Arguments.of(
                        new JwtRetrieverException("did not contain a valid JWT. Response: " + SECRET),
                        "the endpoint's answer has no token"),
                Arguments.of(new IllegalStateException(SECRET), "the request failed: IllegalStateException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theReasonContainsNothingOfTheAnswer(Exception failure, String words) {
        assertThat(ask(requests, () -> {
                    throw new KafkaException(failure);
                }))
                .contains("no token for Kafka: " + words);
        assertThat(words).doesNotContain(SECRET);
    }

    /** A client holds a lock of all Kafka clients while it gets its token. */
    @Test
    void aCallerDoesNotWaitForASlowEndpointAndTheNextOneGetsTheToken() {
        TokenRequests hasty = new TokenRequests(() -> now, Duration.ofMillis(20));
        try (hasty) {
            assertThat(ask(hasty, this::slow)).contains(SLOW);
            assertThat(ask(hasty, this::slow)).contains(SLOW);
            assertThat(sent).hasValue(1);
            end.countDown();
            Await.until(TIME, () -> ask(hasty, this::refused).isEmpty(), "the token that came late");
            assertThat(sent).hasValue(1);
            assertThat(ask(hasty, this::refused))
                    .as("the late token is given once")
                    .isPresent();
        }
    }

    @Test
    void aTokenThatCameLateAndIsOverIsNotGiven() {
        TokenRequests hasty = new TokenRequests(() -> now, Duration.ofMillis(20));
        try (hasty) {
            ask(hasty, this::slow);
            now = now.plusSeconds(LIFE);
            end.countDown();
            Await.until(TIME, () -> !ask(hasty, this::refused).equals(Optional.of(SLOW)), "the end of the request");
            assertThat(sent).hasValue(2);
        }
    }

    /** An endpoint that sends a byte now and then would keep a request open forever. */
    @Test
    void aRequestThatNeverEndsIsAbandonedAndOnlyAFewSuchRequestsExist() {
        TokenRequests hasty = new TokenRequests(() -> now, Duration.ofMillis(20));
        try (hasty) {
            for (int i = 0; i < 60; i++) {
                ask(hasty, this::slow);
                now = now.plus(TokenRequests.LONGEST);
            }
            assertThat(ask(hasty, this::slow)).contains("no token for Kafka: the endpoint does not answer in time");
            assertThat(sent).hasValue(TokenRequests.MOST);
            end.countDown();
            Await.until(
                    TIME,
                    () -> {
                        now = now.plus(TokenRequests.LONGEST);
                        return ask(hasty, TokenRequestsTest::token).isEmpty();
                    },
                    "a token");
        }
    }

    private static Optional<String> ask(TokenRequests requests, TokenRequests.Request request) {
        List<OAuthBearerToken> tokens = new ArrayList<>();
        Optional<String> trouble = requests.send(request, tokens::add);
        assertThat(tokens).hasSize(trouble.isPresent() ? 0 : 1);
        return trouble;
    }

    private static Optional<OAuthBearerToken> token() {
        long over = START.plusSeconds(LIFE).toEpochMilli();
        return Optional.of(Fake.of(OAuthBearerToken.class, (method, arguments) -> over));
    }

    private Optional<OAuthBearerToken> slow() {
        sent.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException closed) {
            throw new IllegalStateException(closed);
        }
        return token();
    }

    private Optional<OAuthBearerToken> refused() throws IOException {
        sent.incrementAndGet();
        throw new IOException("The response code 401 and error response " + SECRET + " was encountered");
    }
}
