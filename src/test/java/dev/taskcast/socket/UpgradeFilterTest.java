package dev.taskcast.socket;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.GateFixture;
import dev.taskcast.admission.TokenSource;
import dev.taskcast.admission.TurnedAway;
import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.Fake;
import dev.taskcast.harness.Lines;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests reach the endpoint. The container sees only those parts of an upgrade that it handles well. */
class UpgradeFilterTest {
    private static final int PASSED = 101;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> answered = new TreeMap<>();
    private final StringWriter said = new StringWriter();
    private final SocketSettings settings = settings()
            .with("taskcast.socket.upgrades-per-second", 1)
            .with("taskcast.socket.upgrades-per-address", 1)
            .socket();
    private final TokenVerifier verifier = new TokenVerifier(
            settings().with("BETTER_AUTH_SECRET", "s".repeat(32)).auth(), Instant::now);
    private final PrometheusRegistry counters = new PrometheusRegistry();
    private UpgradeFilter filter =
            new UpgradeFilter(GateFixture.gate(settings, verifier), SocketFixture.metrics(counters));
    private String method = "GET";
    private String protocol = "HTTP/1.1";
    private String path = "/ws";
    private String servletPath = "/ws";
    private String address = "http://localhost:8005/ws";
    private HttpServletRequest shown;
    private final HandshakeConfigurator configurator = new HandshakeConfigurator(() -> null);
    private Optional<ConnectRequest> handedOver = Optional.empty();
    private boolean taken;

    @BeforeEach
    void asAClientDoes() {
        header("Host", "localhost:8005");
        header("Upgrade", "websocket");
        header("Connection", "Upgrade");
        header("Sec-WebSocket-Version", "13");
        header("Sec-WebSocket-Key", KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token=a.b-c_d", "token=a%20b&cursor=AQ&accept=batch", "", "a=b=c&&;"})
    void aWellFormedQueryPasses(String query) throws Exception {
        assertThat(status(query)).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token=a%zz",
                "token=a%",
                "token=a\\",
                "token=a b",
                "token=a#b\"",
                "token={}",
                "token=a|b",
                "token=a^"
            })
    void aMalformedQueryIsRefused(String query) throws Exception {
        assertThat(status(query)).isEqualTo(400);
        assertThat(turnedAway("malformed")).isEqualTo(1);
    }

    @Test
    void aMalformedHostIsRefused() throws Exception {
        address = "http://a b%zz/ws";
        assertThat(status(null)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a;b"})
    void aHostThatIsMissingEmptyOrThereTwiceIsRefused(String lines) throws Exception {
        header("Host", lines.split(";"));
        assertThat(status(null)).isEqualTo(400);
        headers.remove("Host");
        assertThat(status(null)).isEqualTo(400);
    }

    @Test
    void aHostNameWithAnUnderscoreIsAccepted() throws Exception {
        address = "http://todo_gateway:8005/ws";
        assertThat(status(null)).isEqualTo(PASSED);
    }

    /** Each case has the path as the client wrote it, and the path as the container reads it. */
    @ParameterizedTest
    @CsvSource({
        "/ws/,/ws/",
        "/ws//,/ws//",
        "/ws;x/,/ws/",
        "/ws;x,/ws",
        "//ws//,//ws//",
        "/%77s,/ws",
        "/ws/../ws,/ws",
        "/./ws,/ws",
        "/WS,/WS",
        "/ws/x,/ws/x",
        "/,/",
        "/demo/page.js,/demo/page.js",
        "/events,/events"
    })
    void aUrlThatIsNotExactlyThePathIsNotFound(String spelt, String read) throws Exception {
        path = spelt;
        servletPath = read;
        assertThat(status("token=secret")).isEqualTo(404);
        assertThat(turnedAway("path")).isEqualTo(1);
        assertThat(said.toString()).contains("/ws").doesNotContain("secret", "demo", "WS");
    }

    @Test
    void aPathWithASlashIsToldThePathAlsoWithoutAnUpgrade() throws Exception {
        headers.remove("Upgrade");
        path = "/ws/";
        servletPath = "/ws/";
        assertThat(status(null)).isEqualTo(404);
        assertThat(said.toString()).contains("/ws");
    }

    @Test
    void aRequestForAnotherPathWithoutAnUpgradePassesUnchanged() throws Exception {
        path = "/events";
        servletPath = "/events";
        method = "POST";
        assertThat(status("token=a")).isEqualTo(PASSED);
        assertThat(shown.getQueryString()).isEqualTo("token=a");
        assertThat(handedOver).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "CONNECT", "FOO"})
    void anotherMethodThanGetIsToldWhatIsAllowed(String other) throws Exception {
        method = other;
        assertThat(status(null)).isEqualTo(405);
        assertThat(answered).containsEntry("Allow", "GET");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.0,400", "HTTP/2.0,400", "HTTP/0.9,400", "HTTP/1.1,101", "HTTP/1.2,101"})
    void anUpgradeNeedsHttp11(String version, int status) throws Exception {
        protocol = version;
        assertThat(status(null)).isEqualTo(status);
    }

    @Test
    void aPlainRequestIsAskedToUpgradeToWebSocket() throws Exception {
        headers.remove("Upgrade");
        headers.remove("Connection");
        assertThat(status(null)).isEqualTo(426);
        assertThat(answered).containsEntry("Upgrade", "websocket").containsEntry("Connection", "Upgrade");
        assertThat(said.toString()).contains("WebSocket", "proxy");
    }

    @ParameterizedTest
    @CsvSource({
        "websocket,101",
        "WebSocket,101",
        "'h2c, websocket',101",
        "h2c;websocket,101",
        "h2c,426",
        "websockets,426"
    })
    void upgradeHasWebsocketInIt(String lines, int status) throws Exception {
        header("Upgrade", lines.split(";"));
        assertThat(status(null)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade,101",
        "upgrade,101",
        "'keep-alive, Upgrade',101",
        "keep-alive;Upgrade,101",
        "Upgrade;keep-alive,101",
        "keep-alive,400",
        "upgrades,400",
        ",400"
    })
    void connectionHasUpgradeInOneOfItsLines(String lines, int status) throws Exception {
        header("Connection", lines == null ? new String[0] : lines.split(";"));
        assertThat(status(null)).isEqualTo(status);
        assertThat(said.toString()).contains(status == PASSED ? "" : "proxy");
    }

    @ParameterizedTest
    @CsvSource({"12", "x", "'8, 13'", "13;13", "''"})
    void anotherVersionIsAnsweredWithVersion13(String lines) throws Exception {
        header("Sec-WebSocket-Version", lines.split(";"));
        assertThat(status(null)).isEqualTo(426);
        assertThat(answered).containsEntry("Sec-WebSocket-Version", "13");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZTE=",
                "dGhlIHNhbXBsZSBub25j",
                KEY + ";" + KEY
            })
    void aMalformedKeyIsRefused(String lines) throws Exception {
        header("Sec-WebSocket-Key", lines.split(";"));
        assertThat(status(null)).isEqualTo(400);
        assertThat(turnedAway("key")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length,5",
        "content-length,00",
        "content-length,0;5",
        "Transfer-Encoding,chunked",
        "transfer-encoding,identity"
    })
    void anUpgradeThatDeclaresABodyIsRefusedAndTheConnectionEnds(String name, String lines) throws Exception {
        header(name, lines.split(";"));
        assertThat(status("token=a")).isEqualTo(400);
        assertThat(answered).containsEntry("Connection", "close");
        assertThat(turnedAway("body")).isEqualTo(1);
    }

    @Test
    void aBodyOfLengthZeroIsAccepted() throws Exception {
        header("Content-Length", "0");
        assertThat(status("token=a")).isEqualTo(PASSED);
    }

    @Test
    void theContainerGetsOnlyTheHeadersThatItNeedsEachOnce() throws Exception {
        header("Upgrade", "h2c", "WebSocket");
        header("Connection", "keep-alive", "Upgrade");
        header("Sec-WebSocket-Protocol", "base64url.bearer.taskcast.c2VjcmV0", "other, taskcast.v1");
        header("sec-websocket-extensions", ";=,");
        header("Authorization", "Bearer secret");
        header("Cookie", "JSESSIONID=%zz");
        status("token=a");
        assertThat(Collections.list(shown.getHeaderNames()))
                .allSatisfy(name ->
                        assertThat(Collections.list(shown.getHeaders(name))).containsExactly(shown.getHeader(name)))
                .containsExactlyInAnyOrder(
                        "Host",
                        "Upgrade",
                        "Connection",
                        "Sec-WebSocket-Version",
                        "Sec-WebSocket-Key",
                        "Sec-WebSocket-Protocol");
        assertThat(shown.getHeader("upgrade")).isEqualTo("websocket");
        assertThat(shown.getHeader("connection")).isEqualTo("Upgrade");
        assertThat(shown.getHeader("sec-websocket-protocol")).isEqualTo("taskcast.v1");
        assertThat(shown.getHeader("Authorization")).isNull();
        assertThat(Collections.list(shown.getHeaders("Authorization"))).isEmpty();
        assertThat(shown.getCookies()).isNull();
        assertThat(shown.getSession()).isNull();
        assertThat(shown.getSession(true)).isNull();
        assertThat(shown.getParameterMap()).isEmpty();
    }

    @Test
    void theTokenIsHandedToUsAndNotToTheContainerWhichWouldKeepIt() throws Exception {
        status("token=a");
        assertThat(shown.getQueryString()).isNull();
        assertThat(handedOver.flatMap(ConnectRequest::token))
                .hasValue(new ConnectRequest.Token("a", TokenSource.QUERY));
        assertThat(UpgradeFilter.current()).as("after the request").isEmpty();
    }

    /** A refusal by the filter costs nothing. A failure after the filter would cost the process a descriptor. */
    @Test
    void theContainerMakesAnEndpointOnlyForAnAdmittedUpgrade() throws Exception {
        status("token=a");
        assertThat(taken).as("a request that came through the filter").isTrue();
        assertThat(configurator.checkOrigin(null))
                .as("a request that did not come through the filter")
                .isFalse();
    }

    @Test
    void aClientThatComesTooFastIsToldWhenToComeAgain() throws Exception {
        assertThat(status("token=a")).isEqualTo(PASSED);
        assertThat(status("token=a")).isEqualTo(PASSED);
        int further = PASSED;
        for (int i = 0; i < 1_000 && further == PASSED; i++) {
            further = status("token=a");
        }
        assertThat(further).isEqualTo(503);
        assertThat(Integer.parseInt(answered.get("Retry-After"))).isBetween(1, 10);
        assertThat(turnedAway("too_fast")).isEqualTo(1);
        headers.remove("Upgrade");
        assertThat(status("token=a")).as("no upgrade").isEqualTo(426);
    }

    @Test
    void operatorsCanReadWhatEachReasonMeans() throws Exception {
        String document = Files.readString(Path.of("docs/operations.md"));
        assertThat(reasons()).hasSize(12).allSatisfy(word -> assertThat(document)
                .contains("`" + word + "`"));
    }

    @ParameterizedTest
    @EnumSource(HandshakeFault.class)
    void everyFaultIsToldInASentenceThatNamesNoSoftware(HandshakeFault fault) {
        isFit(fault.answer());
    }

    @ParameterizedTest
    @EnumSource(TurnedAway.class)
    void everyRefusalIsToldInASentenceThatNamesNoSoftware(TurnedAway why) {
        isFit(Refusals.answer(why));
    }

    private static void isFit(PlainAnswer answer) {
        assertThat(answer.status()).isBetween(400, 599);
        assertThat(answer.sentence()).endsWith(".").doesNotContainIgnoringCase("liberty", "java", "taskcast");
    }

    private List<String> reasons() {
        return points().map(point -> point.getLabels().get("reason")).toList();
    }

    private double turnedAway(String reason) {
        return points().filter(point -> reason.equals(point.getLabels().get("reason")))
                .mapToDouble(CounterDataPointSnapshot::getValue)
                .sum();
    }

    private Stream<CounterDataPointSnapshot> points() {
        return counters.scrape(name -> name.equals("taskcast_upgrades_turned_away")).stream()
                .flatMap(counter -> ((CounterSnapshot) counter).getDataPoints().stream());
    }

    private void header(String name, String... lines) {
        headers.put(name, List.of(lines));
    }

    private List<String> lines(Object name) {
        return headers.getOrDefault((String) name, List.of());
    }

    /** The filter knows only tokens that were refused a moment ago. Every other token passes, in each of these ways. */
    @ParameterizedTest
    @ValueSource(strings = {"query", "Authorization", "Sec-WebSocket-Protocol"})
    void aRefusedTokenThatComesAgainIsRefusedBeforeTheUpgrade(String way) throws Exception {
        assertThat(statusOf(way, "a.b.c")).isEqualTo(PASSED);
        assertThatThrownBy(() -> verifier.verify("a.b.c")).isInstanceOf(Refusal.class);
        assertThat(statusOf(way, "a.b.c")).isEqualTo(401);
        assertThat(answered).containsEntry("WWW-Authenticate", "Bearer realm=\"taskcast\", error=\"invalid_token\"");
        assertThat(turnedAway("refused_token")).isEqualTo(1);
    }

    /** The page of the cookie may have a token of its own, which comes in the first frame. */
    @Test
    void aRefusedTokenInACookieDoesNotRefuseTheUpgrade() throws Exception {
        filter = new UpgradeFilter(
                GateFixture.gateWithCookie("session", settings, verifier),
                SocketFixture.metrics(new PrometheusRegistry()));
        header("Origin", "http://localhost:8005");
        assertThatThrownBy(() -> verifier.verify("a.b.c")).isInstanceOf(Refusal.class);
        assertThat(status(null)).isEqualTo(PASSED);
        assertThat(handedOver.flatMap(ConnectRequest::token))
                .hasValue(new ConnectRequest.Token("a.b.c", TokenSource.COOKIE));
        assertThat(statusOf("query", "a.b.c")).isEqualTo(401);
    }

    @Test
    void thePageOfAClientWithARefusedTokenIsNotChecked() throws Exception {
        filter = new UpgradeFilter(
                GateFixture.gate(settings, verifier, Mode.DEVELOPMENT),
                SocketFixture.metrics(new PrometheusRegistry()));
        header("Origin", "https://foreign.example");
        assertThatThrownBy(() -> verifier.verify("a.b.c")).isInstanceOf(Refusal.class);
        try (Lines lines = GateFixture.linesOfOrigins()) {
            assertThat(status("token=a.b.c")).isEqualTo(401);
            assertThat(lines.all()).isEmpty();
            assertThat(status("token=d.e.f")).isEqualTo(PASSED);
            assertThat(lines.all()).hasSize(1);
            assertThat(handedOver.flatMap(ConnectRequest::foreignPage)).isPresent();
        }
    }

    private int statusOf(String way, String token) throws Exception {
        switch (way) {
            case "Authorization" -> header(way, "Bearer " + token);
            case "Sec-WebSocket-Protocol" ->
                header(way, "taskcast.v1, base64url.bearer.taskcast." + TestToken.base64(token));
            default -> {}
        }
        return status(way.equals("query") ? "x=1&token=" + token : null);
    }

    @SuppressWarnings("JdkObsolete") // The servlet API's own choice.
    private int status(String query) throws Exception {
        int[] status = {0};
        HttpServletRequest request = Fake.of(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getMethod" -> method;
            case "getProtocol" -> protocol;
            case "getContextPath" -> "";
            case "getRequestURI" -> path;
            case "getServletPath" -> servletPath;
            case "getPathInfo" -> null;
            case "getContentLengthLong" -> -1L;
            case "getRemoteAddr" -> "127.0.0.1";
            case "getRequestURL" -> new StringBuffer(address);
            case "getQueryString" -> query;
            case "getHeader" -> lines(arguments[0]).stream().findFirst().orElse(null);
            case "isSecure" -> false;
            case "getCookies" -> new Cookie[] {new Cookie("session", "a.b.c")};
            case "getHeaders" -> Collections.enumeration(lines(arguments[0]));
            default -> throw new UnsupportedOperationException(name);
        });
        filter.doFilter(request, response(status), (passed, answer) -> {
            shown = (HttpServletRequest) passed;
            handedOver = UpgradeFilter.current();
            taken = configurator.checkOrigin("https://foreign.example");
            status[0] = PASSED;
        });
        return status[0];
    }

    private HttpServletResponse response(int[] status) {
        return Fake.of(HttpServletResponse.class, (name, arguments) -> {
            switch (name) {
                case "setHeader" -> answered.put((String) arguments[0], (String) arguments[1]);
                case "setStatus" -> status[0] = (Integer) arguments[0];
                case "setContentType" -> assertThat(arguments[0]).isEqualTo("text/plain;charset=utf-8");
                case "getWriter" -> {
                    return new PrintWriter(said);
                }
                default -> throw new UnsupportedOperationException(name);
            }
            return null;
        });
    }
}
