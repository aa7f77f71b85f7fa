package dev.taskcast.stream;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskcast.admission.ConnectionMetrics;
import dev.taskcast.admission.GateFixture;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The refusal of a stream whose client has already left. */
class StreamFilterTest {
    private final PrometheusRegistry counters = new PrometheusRegistry();
    /** Otherwise the container writes a dump of hundreds of lines, and any client could cause it. */
    @Test
    void aClientThatLeavesBeforeItsRefusalIsNotAnError() {
        try (TokenVerifier verifier = new TokenVerifier(
                settings().with("BETTER_AUTH_SECRET", "s".repeat(32)).auth(), Instant::now)) {
            StreamMetrics metrics = new StreamMetrics(counters, new ConnectionMetrics(counters, () -> false));
            StreamFilter filter = new StreamFilter(GateFixture.gate(settings().socket(), verifier), null, metrics);
            HttpServletRequest request =
                    new SentRequest("192.0.2.1").method("DELETE").asServlet();
            List<String> asked = new ArrayList<>();
            HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> {
                asked.add(method);
                return method.equals("getOutputStream") ? new Gone() : null;
            });
            assertThatCode(() -> filter.doFilter(request, response, null)).doesNotThrowAnyException();
            assertThat(asked).contains("setStatus", "getOutputStream");
        }
    }

    private static final class Gone extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("Writes block here");
        }

        @Override
        public void write(int written) throws IOException {
            throw new IOException("the connection has ended");
        }
    }
}
