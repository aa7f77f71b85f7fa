package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.Mode;
import dev.taskcast.config.ShippedSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.Fake;
import dev.taskcast.wire.CloseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The container sees of an upgrade only what it can bear. */
class UpgradeFilterTest {
    private static final int PASSED = 101;

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String address = "http://localhost:8005/ws";
    private final Admission admission = new Admission(
            new SocketSettings(List.of(), true, Duration.ofSeconds(5), 1, 1, 1, 1, 1, 1_024, 16, 20, 4_096, 10));
    private final TokenVerifier verifier = new TokenVerifier(
            ShippedSettings.auth(Mode.PRODUCTION, Map.of("BETTER_AUTH_SECRET", "s".repeat(32))), Instant::now);
    private final UpgradeFilter filter = new UpgradeFilter(admission, verifier);
    private HttpServletRequest shown;
    private final Map<String, String> answered = new TreeMap<>();
    private String handedOver;

    @ParameterizedTest
    @ValueSource(strings = {"token=a.b-c_d", "token=a%20b&cursor=AQ&accept=batch", "", "a=b=c&&;"})
    void anAddressThatIsOnePasses(String query) throws Exception {
        assertThat(status(query)).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token=a%zz", "token=a%", "token=a\\", "token=a b", "token=a#b\"", "token={}", "token=a|b"})
    void aQueryThatIsNoneIsRefused(String query) throws Exception {
        assertThat(status(query)).isEqualTo(400);
        assertThat(admission.turnedAway(TurnedAway.MALFORMED)).isEqualTo(1);
    }

    @Test
    void aHostThatIsNoneIsRefused() throws Exception {
        address = "http://a b%zz/ws";
        assertThat(status(null)).isEqualTo(400);
    }

    @Test
    void theNameOfAContainerIsAHost() throws Exception {
        address = "http://todo_gateway:8005/ws";
        assertThat(status(null)).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @CsvSource({"Content-Length,5", "content-length,00", "Transfer-Encoding,chunked", "transfer-encoding,identity"})
    void whoDeclaresABodyIsRefusedAndTheConnectionEnds(String name, String value) throws Exception {
        headers.put(name, value);
        assertThat(status("token=a")).isEqualTo(400);
        assertThat(answered).containsOnly(Map.entry("Connection", "close"));
        assertThat(admission.turnedAway(TurnedAway.BODY)).isEqualTo(1);
    }

    @Test
    void aBodyOfNoLengthIsNone() throws Exception {
        headers.put("Content-Length", "0");
        assertThat(status("token=a")).isEqualTo(PASSED);
    }

    @Test
    void sessionParametersAndExtensionsAreNotShown() throws Exception {
        headers.put("sec-websocket-extensions", ";=,");
        headers.put("Origin", "http://localhost:8005");
        status("token=a");
        assertThat(shown.getSession()).isNull();
        assertThat(shown.getSession(true)).isNull();
        assertThat(shown.getParameterMap()).isEmpty();
        assertThat(Collections.list(shown.getHeaderNames())).containsExactly("Origin");
        assertThat(shown.getHeader("Sec-WebSocket-Extensions")).isNull();
        assertThat(Collections.list(shown.getHeaders("Sec-WebSocket-Extensions")))
                .isEmpty();
        assertThat(shown.getHeader("Origin")).isEqualTo("http://localhost:8005");
    }

    @Test
    void theQueryIsHandedToUsAndNotToTheContainerWhichWouldKeepIt() throws Exception {
        status("token=a");
        assertThat(shown.getQueryString()).isNull();
        assertThat(handedOver).isEqualTo("token=a");
        assertThat(UpgradeFilter.current()).as("after the request").isNull();
    }

    @Test
    void whoComesTooFastIsToldWhenToComeAgain() throws Exception {
        headers.put("Upgrade", "websocket");
        assertThat(status("token=a")).isEqualTo(PASSED);
        assertThat(status("token=a")).isEqualTo(PASSED);
        int further = PASSED;
        for (int i = 0; i < 1_000 && further == PASSED; i++) {
            further = status("token=a");
        }
        assertThat(further).isEqualTo(503);
        headers.remove("Upgrade");
        assertThat(status("token=a")).as("no upgrade").isEqualTo(PASSED);
        assertThat(answered).containsOnlyKeys("Retry-After");
        assertThat(Integer.parseInt(answered.get("Retry-After"))).isBetween(1, 10);
    }

    /** However the token comes; it is not checked here, so another one passes. */
    @ParameterizedTest
    @ValueSource(strings = {"query", "Authorization", "Sec-WebSocket-Protocol"})
    void whoComesBackWithARefusedTokenIsAnsweredBeforeTheUpgrade(String way) throws Exception {
        headers.put("Upgrade", "websocket");
        assertThat(statusOf(way, "a.b.c")).isEqualTo(PASSED);
        assertThatThrownBy(() -> verifier.verify("a.b.c")).isInstanceOf(CloseException.class);
        headers.remove("Upgrade");
        assertThat(statusOf(way, "a.b.c")).as("no upgrade").isEqualTo(PASSED);
        headers.put("Upgrade", "websocket");
        assertThat(statusOf(way, "a.b.c")).isEqualTo(401);
        assertThat(answered)
                .containsOnly(Map.entry("WWW-Authenticate", "Bearer realm=\"taskcast\", error=\"invalid_token\""));
        assertThat(admission.turnedAway(TurnedAway.REFUSED_TOKEN)).isEqualTo(1);
    }

    private int statusOf(String way, String token) throws Exception {
        switch (way) {
            case "Authorization" -> headers.put(way, "Bearer " + token);
            case "Sec-WebSocket-Protocol" ->
                headers.put(way, "taskcast.v1, base64url.bearer.taskcast." + TestToken.base64(token));
            default -> {}
        }
        return status(way.equals("query") ? "x=1&token=" + token : null);
    }

    @SuppressWarnings("JdkObsolete") // The servlet API's own choice.
    private int status(String query) throws Exception {
        int[] status = {0};
        HttpServletRequest request = Fake.of(HttpServletRequest.class, (method, arguments) -> switch (method) {
            case "getRemoteAddr" -> "127.0.0.1";
            case "getRequestURL" -> new StringBuffer(address);
            case "getQueryString" -> query;
            case "getHeader" -> headers.get((String) arguments[0]);
            case "getHeaders" ->
                Collections.enumeration(
                        headers.containsKey((String) arguments[0])
                                ? List.of(headers.get((String) arguments[0]))
                                : List.of());
            case "getHeaderNames" -> Collections.enumeration(headers.keySet());
            default -> throw new UnsupportedOperationException(method);
        });
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> {
            if (method.equals("setHeader")) {
                answered.put((String) arguments[0], (String) arguments[1]);
                return null;
            }
            assertThat(method).isEqualTo("sendError");
            assertThat(arguments).as("says nothing more").hasSize(1);
            status[0] = (Integer) arguments[0];
            return null;
        });
        filter.doFilter(request, response, (passed, answer) -> {
            shown = (HttpServletRequest) passed;
            handedOver = UpgradeFilter.current().getQueryString();
            status[0] = PASSED;
        });
        return status[0];
    }
}
