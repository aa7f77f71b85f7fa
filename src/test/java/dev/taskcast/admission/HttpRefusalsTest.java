package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Refusal;
import dev.taskcast.wire.ProblemException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP answer to each kind of refusal. */
class HttpRefusalsTest {
    @ParameterizedTest
    @CsvSource({
        "MALFORMED,400,",
        "UNAUTHENTICATED,401,WWW-Authenticate",
        "FORBIDDEN,403,",
        "LIMIT,429,Retry-After",
        "UNAVAILABLE,503,Retry-After",
        "LEAVING,503,Retry-After"
    })
    void aRefusalIsAProblemWithItsStatusReasonAndHeader(Refusal.Kind kind, int status, String header) {
        ProblemException problem = HttpRefusals.problem(new Refusal(kind, "a reason"), 7);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.json()).contains("a reason");
        assertThat(problem.headers().keySet()).isEqualTo(header == null ? Set.of() : Set.of(header));
        if ("Retry-After".equals(header)) {
            assertThat(problem.headers()).containsEntry(header, "7");
        }
    }
}
