package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemExceptionTest {
    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(ProblemException.badRequest("a"), 400, Map.of()),
                Arguments.of(ProblemException.unauthorized("a", "Bearer"), 401, Map.of("WWW-Authenticate", "Bearer")),
                Arguments.of(ProblemException.forbidden("a"), 403, Map.of()),
                Arguments.of(ProblemException.onlyPost(), 405, Map.of("Allow", "POST")),
                Arguments.of(ProblemException.tooSlow(), 408, Map.of("Connection", "close")),
                Arguments.of(ProblemException.tooLarge("a"), 413, Map.of()),
                Arguments.of(ProblemException.unsupported("a"), 415, Map.of()),
                Arguments.of(ProblemException.encoded(), 415, Map.of("Accept-Encoding", "identity")),
                Arguments.of(ProblemException.tooMany("a", 7), 429, Map.of("Retry-After", "7")),
                Arguments.of(ProblemException.unavailable("a", 5), 503, Map.of("Retry-After", "5")));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void eachHasItsStatusAndHeaders(ProblemException problem, int status, Map<String, String> headers) {
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.headers()).isEqualTo(headers);
        assertThat(problem.json()).contains("\"status\":" + status + ",");
    }

    @Test
    void theDocumentHasTheDetailAndTheMembers() {
        ProblemException problem = new ProblemException(400, "Bad Request", "an \"event\"")
                .member("field", "a\"b")
                .member("index", 3);
        assertThat(problem.json())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"an \\\"event\\\"\",\"field\":\"a\\\"b\",\"index\":3}");
    }
}
