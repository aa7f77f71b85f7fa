package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.oauthbearer.JwtRetrieverException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gives out tokens and refuses is asked less and less often, however many clients want one. */
class TokenRequestsTest {
    private static final String SECRET = "an-access-token";

    private Instant now = Instant.parse("2026-11-26T07:00:00Z");
    private final TokenRequests requests = new TokenRequests(() -> now);
    private int sent;

    @Test
    void inAMinuteOfRefusalsThereAreAtMostSeventeenRequests() {
        for (int tenth = 0; tenth < 600; tenth++) {
            requests.send(this::refused);
            now = now.plusMillis(100);
            if (tenth == 150) {
                assertThat(sent).as("in fifteen seconds").isBetween(6, 8);
            }
        }
        assertThat(sent).isBetween(9, 17);
    }

    @Test
    void meanwhileEverybodyIsToldTheLastReason() {
        assertThat(requests.send(this::refused))
                .contains("no token for Kafka: the endpoint answers with status 401")
                .isEqualTo(requests.send(this::refused));
        assertThat(sent).isEqualTo(1);
    }

    @Test
    void afterATokenTheNextFailureIsTheFirstOne() {
        for (int i = 0; i < 6; i++) {
            requests.send(this::refused);
            now = now.plusSeconds(10);
        }
        assertThat(requests.send(() -> true)).isEmpty();
        requests.send(this::refused);
        now = now.plus(Duration.ofMillis(250));
        assertThat(requests.send(() -> true)).isEmpty();
    }

    @Test
    void aHandlerThatRefusesATokenHasFailed() {
        assertThat(requests.send(() -> false)).contains("no token for Kafka: what came is not one that Kafka takes");
        assertThat(requests.send(() -> true)).isPresent();
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(new UnknownHostException(SECRET), "the host of the endpoint is not known to DNS"),
                Arguments.of(new SocketTimeoutException(SECRET), "the endpoint does not answer in time"),
                Arguments.of(new ConnectException(SECRET), "nobody listens at the endpoint, or it cannot be reached"),
                Arguments.of(new SSLHandshakeException(SECRET), "TLS with the endpoint fails"),
                Arguments.of(
                        new JwtRetrieverException("did not contain a valid JWT. Response: " + SECRET),
                        "the endpoint's answer has none"),
                Arguments.of(new IllegalStateException(SECRET), "the request failed: IllegalStateException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theReasonHasNothingOfTheAnswer(Exception failure, String words) {
        assertThat(requests.send(() -> {
                    throw new KafkaException(failure);
                }))
                .contains("no token for Kafka: " + words);
        assertThat(words).doesNotContain(SECRET);
    }

    private boolean refused() throws IOException {
        sent++;
        throw new IOException("The response code 401 and error response " + SECRET + " was encountered");
    }
}
