package dev.taskcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.Mode;
import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The development API answers a developer at this machine, and no other client. */
class DevelopmentOnlyTest {
    private static final int PASSED = 200;

    @Test
    void productionHasNoDevelopmentRoutes() throws Exception {
        assertThat(status(Mode.PRODUCTION, request("127.0.0.1", "localhost:8005")))
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8005",
        "127.0.0.1, LOCALHOST",
        "127.0.0.1, 127.0.0.1:8005",
        "127.0.0.1, [::1]:8005",
        "0:0:0:0:0:0:0:1, [::1]"
    })
    void aDeveloperAtThisMachineGetsThrough(String address, String host) throws Exception {
        assertThat(status(Mode.DEVELOPMENT, request(address, host))).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8005",
                "http://localhost:3000",
                "http://localhost",
                "https://127.0.0.1:5173",
                "http://[::1]:8080"
            })
    void aPageOfThisMachineGetsThrough(String origin) throws Exception {
        assertThat(status(Mode.DEVELOPMENT, ours().header("Origin", origin))).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-For"})
    void aRequestThroughAProxyIsRefused(String header) throws Exception {
        assertThat(status(Mode.DEVELOPMENT, ours().header(header, "127.0.0.1"))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.7", "10.0.0.1", "2001:db8::1"})
    void aRequestFromAnotherMachineIsRefused(String address) throws Exception {
        assertThat(status(Mode.DEVELOPMENT, request(address, "localhost:8005"))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example:8005",
                "127.0.0.1.nip.io",
                "localhost@evil.example",
                "0.0.0.0",
                "127.0.0.1:0",
                "localhost, evil.example",
                ""
            })
    void aForeignHostNameThatPointsHereIsRefused(String host) throws Exception {
        assertThat(status(Mode.DEVELOPMENT, request("127.0.0.1", host))).isEqualTo(403);
    }

    @Test
    void aHostThatIsMissingOrTwoIsRefused() throws Exception {
        assertThat(status(Mode.DEVELOPMENT, new SentRequest("127.0.0.1"))).isEqualTo(403);
        assertThat(status(Mode.DEVELOPMENT, ours().header("Host", "localhost:8005")))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://localhost.evil.example",
                "http://evil.example:8005",
                "ftp://localhost",
                "chrome-extension://localhost",
                "null",
                "",
                "not an origin"
            })
    void aPageOfAnotherMachineIsRefused(String origin) throws Exception {
        assertThat(status(Mode.DEVELOPMENT, ours().header("Origin", origin))).isEqualTo(403);
    }

    @Test
    void oneOfTwoOriginsIsNotEnough() throws Exception {
        SentRequest two = ours().header("Origin", "http://localhost:8005").header("Origin", "https://evil.example");
        assertThat(status(Mode.DEVELOPMENT, two)).isEqualTo(403);
    }

    private static SentRequest ours() {
        return request("127.0.0.1", "localhost:8005");
    }

    private static SentRequest request(String address, String host) {
        return new SentRequest(address).header("Host", host);
    }

    /** The filter's status for the request; {@value #PASSED} if it lets the request through. */
    private static int status(Mode mode, SentRequest request) throws Exception {
        int[] status = {0};
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> {
            assertThat(method).isEqualTo("sendError");
            status[0] = (Integer) arguments[0];
            return null;
        });
        new DevelopmentOnly(mode).doFilter(request.asServlet(), response, (passed, answer) -> status[0] = PASSED);
        return status[0];
    }
}
