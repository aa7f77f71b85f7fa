package dev.taskcast.ops;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.sessions.SessionEnds;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator on this machine switches the log lines of one user on and off; other callers cannot. */
class SessionEndsServletTest {
    private static final int LOCAL_PORT = 8006;
    private static final SessionEnds ENDS = new SessionEnds(settings().session());
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final StringWriter body = new StringWriter();
    private int status;

    @Test
    void theAnswerHasTheHashOfTheUserAndUntilWhen() throws Exception {
        send(operator().method("POST").query("user=ada&minutes=30"));
        assertThat(status).isEqualTo(200);
        assertThat(body.toString().strip())
                .isEqualTo("{\"user\":\"" + ENDS.hash("ada") + "\",\"until\":\"2026-11-23T10:30:00Z\"}");
    }

    @Test
    void withoutANumberOfMinutesItIsTen() throws Exception {
        send(operator().method("POST").query("user=ada"));
        assertThat(body.toString()).contains("\"until\":\"2026-11-23T10:10:00Z\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=ada&minutes=0", "user=ada&minutes=1441", "user=ada&minutes=x", "user=", "minutes=5"})
    void aTimeThatMakesNoSenseIsRefused(String query) throws Exception {
        send(operator().method("POST").query(query));
        assertThat(status).isEqualTo(400);
    }

    @Test
    void aRequestToSwitchTheLinesOffIsAccepted() throws Exception {
        send(operator().method("DELETE").query("user=ada"));
        assertThat(status).isEqualTo(200);
    }

    @Test
    void otherMethodsChangeNothing() throws Exception {
        send(operator().method("GET").query("user=ada"));
        assertThat(status).isEqualTo(405);
    }

    @Test
    void onlyTheSameMachineReachesItAndNoPage() throws Exception {
        send(operator().method("POST").query("user=ada").to(8005));
        assertThat(status).isEqualTo(404);
        send(operator().method("POST").query("user=ada").header("Origin", "http://localhost:8006"));
        assertThat(status).isEqualTo(403);
        send(new SentRequest("10.0.0.1")
                .to(LOCAL_PORT)
                .header("Host", "127.0.0.1:8006")
                .method("POST")
                .query("user=ada"));
        assertThat(status).isEqualTo(403);
    }

    private static SentRequest operator() {
        return new SentRequest("127.0.0.1").to(LOCAL_PORT).header("Host", "127.0.0.1:8006");
    }

    private void send(SentRequest request) throws Exception {
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> switch (method) {
            case "sendError", "setStatus" -> {
                status = (Integer) arguments[0];
                yield null;
            }
            case "getWriter" -> new PrintWriter(body, true);
            case "setHeader", "setContentType" -> null;
            default -> throw new UnsupportedOperationException(method);
        });
        new SessionEndsServlet(ENDS, settings().drain(), InstantSource.fixed(NOW))
                .service(request.asServlet(), response);
    }
}
