package dev.taskcast.web;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators' routes answer on their port only, and the devices' routes on the devices' port only. */
class ManagementFilterTest {
    private static final int DEVICES = 8005;
    private static final int MANAGEMENT = 9005;

    private int status;

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/", "/admin", "/admin/sessions", "/admin/", "/presence", "/ws"})
    void withoutAPortOfTheirOwnEverythingIsOnThatOfDevices(String path) throws Exception {
        assertThat(passes(-1, path, DEVICES)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/", "/admin", "/admin/sessions/1", "/admin/", "/presence"})
    void routesForOperatorsAreOnlyOnTheirPort(String path) throws Exception {
        assertThat(passes(MANAGEMENT, path, MANAGEMENT)).isTrue();
        assertThat(passes(MANAGEMENT, path, DEVICES)).isFalse();
        assertThat(status).isEqualTo(404);
        assertThat(passes(MANAGEMENT, path, 8006))
                .as("on the port of the drain")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws",
                "/events",
                "/task-updates",
                "/client/taskcast.js",
                "/drain",
                "/",
                "/metricsx",
                "/administer"
            })
    void aRouteOfDevicesIsNotOnTheOperatorsPort(String path) throws Exception {
        assertThat(passes(MANAGEMENT, path, DEVICES)).isTrue();
        assertThat(passes(MANAGEMENT, path, MANAGEMENT)).isFalse();
        assertThat(status).isEqualTo(404);
    }

    /** The port that a request names does not count. */
    @Test
    void theHostThatARequestNamesChangesNothing() throws Exception {
        assertThat(passes(
                        MANAGEMENT,
                        new SentRequest("10.0.0.1")
                                .path("/metrics")
                                .to(DEVICES)
                                .header("Host", "taskcast:" + MANAGEMENT)
                                .header("X-Forwarded-Port", Integer.toString(MANAGEMENT))))
                .isFalse();
    }

    private boolean passes(int port, String path, int to) throws Exception {
        return passes(port, new SentRequest("10.0.0.1").path(path).to(to));
    }

    private boolean passes(int port, SentRequest request) throws Exception {
        AtomicBoolean passed = new AtomicBoolean();
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> switch (method) {
            case "setStatus" -> {
                status = (Integer) arguments[0];
                yield null;
            }
            case "getOutputStream" -> new Nowhere();
            case "setHeader", "setContentType", "setContentLength" -> null;
            default -> throw new UnsupportedOperationException(method);
        });
        new ManagementFilter(settings().with("taskcast.management.port", port).management())
                .doFilter(request.asServlet(), response, (asked, answer) -> passed.set(true));
        return passed.get();
    }

    private static final class Nowhere extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int written) {}
    }
}
