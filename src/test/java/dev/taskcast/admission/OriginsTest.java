package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.Mode;
import dev.taskcast.config.ShippedSettings;
import dev.taskcast.harness.SentRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own pages and listed pages may connect; in development, pages of this machine also may. */
class OriginsTest {
    private static final String CLIENT = "203.0.113.7";
    private static final String PROXY = "10.0.0.1";

    @ParameterizedTest
    @CsvSource({
        "http://gw.example:8005, gw.example:8005, true",
        "https://GW.example:8005, gw.example:8005, true",
        "http://gw.example, gw.example:8005, false",
        "https://gw.example, gw.example:443, true",
        "https://gw.example, gw.example, true",
        "https://gw.example:443, gw.example, true",
        "http://gw.example, gw.example:80, true",
        "http://gw.example, gw.example:443, false",
        "https://gw.example, gw.example:80, false",
        "http://todo_gateway:8005, todo_gateway:8005, true",
        "https://[2001:db8::1], [2001:DB8:0::1]:443, true",
        "https://xn--bcher-kva.example, XN--bcher-kva.example, true",
        "http://gw.example:8005.evil.example, gw.example:8005, false",
        "http://gw.example:8005@evil.example, gw.example:8005, false",
        "http://gw.example:8005/, gw.example:8005, false",
        "ftp://gw.example:8005, gw.example:8005, false",
        "chrome-extension://gw.example:8005, gw.example:8005, false",
        "capacitor://localhost, localhost, false",
        "ws://gw.example:8005, gw.example:8005, false",
        "file://, gw.example:8005, false",
        "null, gw.example:8005, false",
        "null, null, false",
        "*, gw.example:8005, false",
        "'', '', false",
        "not an origin, not an origin, false"
    })
    void onlyAPageOfTheHostThatItAsksForIsOurs(String origin, String host, boolean ours) {
        assertThat(isAllowed("", request(CLIENT, host, origin))).isEqualTo(ours);
        assertThat(isAllowed("*", request(CLIENT, host, origin))).isTrue();
    }

    @Test
    void anHttpPageBesideAnHttpsGatewayIsForeign() {
        assertThat(isAllowed(
                        "", request(CLIENT, "gw.example", "http://gw.example").secure()))
                .isFalse();
        assertThat(isAllowed(
                        "", request(CLIENT, "gw.example", "https://gw.example").secure()))
                .isTrue();
        SentRequest byProxy = request(PROXY, "gw.example", "http://gw.example").header("X-Forwarded-Proto", "https");
        assertThat(isAllowed("", byProxy)).isFalse();
    }

    /**
     * Many proxies do not tell the scheme of the client's request. A proxy behind another proxy may tell the scheme of
     * the other proxy's request.
     */
    @Test
    void anHttpsPageIsOursForAnySchemeThatTheProxyTells() {
        for (String proto : List.of("https", "http", "")) {
            SentRequest request = request(PROXY, "gw.example", "https://gw.example");
            assertThat(isAllowed("", proto.isEmpty() ? request : request.header("X-Forwarded-Proto", proto)))
                    .as(proto)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "http://gw.example",
                "ftp://gw.example",
                "chrome-extension://abcdefghijklmnop",
                "capacitor://localhost",
                "file://",
                "null"
            })
    void onlyAListedOriginMayConnect(String origin) {
        SentRequest request = request(CLIENT, "gw.example", origin).secure();
        assertThat(isAllowed(origin, request)).isTrue();
        assertThat(isAllowed("https://other.example", request)).isFalse();
    }

    @Test
    void aListedOriginIsComparedAsAnOrigin() {
        assertThat(isAllowed("https://app.example:443", request(CLIENT, "x", "https://App.example")))
                .isTrue();
        assertThat(isAllowed("https://app.example", request(CLIENT, "x", "http://app.example")))
                .isFalse();
    }

    @Test
    void aClientThatNamesNoPageMayConnect() {
        assertThat(isAllowed("", new SentRequest(CLIENT).header("Host", "gw.example")))
                .isTrue();
    }

    /**
     * A browser sends no origin for an image or a link. For a page of our own that reads a stream, it sends only
     * {@code Sec-Fetch-Site}.
     */
    @ParameterizedTest
    @CsvSource({"cross-site, false", "same-site, true", "same-origin, true", "none, true"})
    void aRequestOfAnotherSiteWithoutAnOriginIsForeign(String site, boolean allowed) {
        SentRequest request =
                new SentRequest(CLIENT).header("Host", "gw.example").header("Sec-Fetch-Site", site);
        assertThat(isAllowed("", request)).isEqualTo(allowed);
        assertThat(isAllowed("*", request)).isTrue();
        assertThat(isAllowed("https://app.example", request.header("Origin", "https://app.example")))
                .isTrue();
    }

    @Test
    void twoOriginsOrTwoHostsCountAsMissing() {
        assertThat(isAllowed(
                        "", request(CLIENT, "gw.example", "https://gw.example").header("Origin", "https://x")))
                .isFalse();
        assertThat(isAllowed(
                        "", request(CLIENT, "gw.example", "https://gw.example").header("Host", "x")))
                .isFalse();
        assertThat(isAllowed("", new SentRequest(CLIENT).header("Origin", "https://gw.example")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://localhost", "https://127.0.0.1:5173", "http://[::1]:8080"})
    void developmentAcceptsPagesOfAnyPortOfThisMachine(String origin) {
        SentRequest request = request("127.0.0.1", "localhost:8005", origin);
        assertThat(origins(Mode.DEVELOPMENT, "").refusal(request.asServlet())).isEmpty();
        assertThat(isAllowed("", request)).as("in production").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.168.1.5:3000, http://192.168.1.5:3000",
        "HTTPS://localhost.evil.example:443, https://localhost.evil.example",
        "null, null",
        "file://, file://",
        "evil\u2028line, malformed"
    })
    void developmentSaysWhatToSetWhenItRefusesOne(String origin, String named) {
        List<String> log = new ArrayList<>();
        SentRequest request = request("127.0.0.1", "localhost:8005", origin);
        logging(log, () -> assertThat(origins(Mode.DEVELOPMENT, "").refusal(request.asServlet()))
                .hasValue("origin not allowed: list it in TASKCAST_SOCKET_ORIGINS"));
        assertThat(log)
                .containsExactly("TCAST0701W: A page was refused: its origin is " + named
                        + "; list it to let it in: TASKCAST_SOCKET_ORIGINS=" + named);
    }

    @Test
    void productionSaysNoMoreThanThatItIsNotAllowed() {
        List<String> log = new ArrayList<>();
        SentRequest request = request(CLIENT, "gw.example", "https://evil.example");
        logging(log, () -> assertThat(origins(Mode.PRODUCTION, "").refusal(request.asServlet()))
                .hasValue("origin not allowed"));
        assertThat(log).isEmpty();
    }

    private static SentRequest request(String address, String host, String origin) {
        return new SentRequest(address).header("Host", host).header("Origin", origin);
    }

    private static boolean isAllowed(String listed, SentRequest request) {
        return origins(Mode.PRODUCTION, listed).refusal(request.asServlet()).isEmpty();
    }

    private static Origins origins(Mode mode, String listed) {
        ShippedSettings given =
                settings().with("taskcast.socket.origins", listed).with("taskcast.proxy.trusted", PROXY);
        return new Origins(given.socket(), new Proxies(given.proxy()), mode);
    }

    private static void logging(List<String> log, Runnable task) {
        Logger logger = Logger.getLogger(Origins.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                log.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            task.run();
        } finally {
            logger.removeHandler(handler);
        }
    }
}
