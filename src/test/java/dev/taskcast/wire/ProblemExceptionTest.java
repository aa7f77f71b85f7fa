package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemExceptionTest {
    @Test
    void eachHasItsStatusAndHeaders() {
        has(400, Map.of(), ProblemException.badRequest("a"));
        has(401, Map.of("WWW-Authenticate", "Bearer"), ProblemException.unauthorized("a", "Bearer"));
        has(403, Map.of(), ProblemException.forbidden("a"));
        has(405, Map.of("Allow", "POST"), ProblemException.onlyPost());
        has(408, Map.of("Connection", "close"), ProblemException.tooSlow());
        has(413, Map.of(), ProblemException.tooLarge("a"));
        has(415, Map.of(), ProblemException.unsupported("a"));
        has(415, Map.of("Accept-Encoding", "identity"), ProblemException.encoded());
        has(429, Map.of("Retry-After", "7"), ProblemException.tooMany("a", 7));
        has(503, Map.of("Retry-After", "5"), ProblemException.unavailable("a", 5));
    }

    private static void has(int status, Map<String, String> headers, ProblemException problem) {
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
