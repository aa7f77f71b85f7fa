package dev.taskcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.Mode;
import dev.taskcast.harness.Fake;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The development API answers a developer at this machine, and nobody else. */
class DevelopmentOnlyTest {
    private static final int PASSED = 200;

    private final Map<String, String> headers = new HashMap<>();
    private String remote = "127.0.0.1";
    private String server = "localhost";

    @BeforeEach
    void askOurselves() {
        headers.put("host", "localhost:8005");
    }

    @Test
    void productionHasNone() throws Exception {
        assertThat(status(Mode.PRODUCTION)).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, localhost", "127.0.0.1, 127.0.0.1", "0:0:0:0:0:0:0:1, [::1]"})
    void aDeveloperAtThisMachineGetsThrough(String address, String host) throws Exception {
        remote = address;
        server = host;
        assertThat(status(Mode.DEVELOPMENT)).isEqualTo(PASSED);
    }

    @Test
    void ourOwnPageGetsThrough() throws Exception {
        headers.put("origin", "http://localhost:8005");
        assertThat(status(Mode.DEVELOPMENT)).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-For"})
    void whatComesThroughAProxyIsRefused(String header) throws Exception {
        headers.put(header.toLowerCase(Locale.ROOT), "127.0.0.1");
        assertThat(status(Mode.DEVELOPMENT)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.7", "10.0.0.1", "2001:db8::1"})
    void whatComesFromAnotherMachineIsRefused(String address) throws Exception {
        remote = address;
        assertThat(status(Mode.DEVELOPMENT)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "0.0.0.0", ""})
    void aNameThatOnlyLeadsHereIsRefused(String host) throws Exception {
        server = host;
        assertThat(status(Mode.DEVELOPMENT)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "http://localhost:3000", "http://localhost", "null", "", "not an origin"
            })
    void aPageOfAnotherSiteIsRefused(String origin) throws Exception {
        headers.put("origin", origin);
        assertThat(status(Mode.DEVELOPMENT)).isEqualTo(403);
    }

    /** What the filter makes of the request; {@value #PASSED} when it lets it through. */
    private int status(Mode mode) throws Exception {
        int[] status = {0};
        HttpServletRequest request = Fake.of(HttpServletRequest.class, (method, arguments) -> switch (method) {
            case "getHeader" -> headers.get(((String) arguments[0]).toLowerCase(Locale.ROOT));
            case "getRemoteAddr" -> remote;
            case "getServerName" -> server;
            default -> throw new UnsupportedOperationException(method);
        });
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> {
            assertThat(method).isEqualTo("sendError");
            status[0] = (Integer) arguments[0];
            return null;
        });
        new DevelopmentOnly(mode).doFilter(request, response, (passed, answer) -> status[0] = PASSED);
        return status[0];
    }
}
