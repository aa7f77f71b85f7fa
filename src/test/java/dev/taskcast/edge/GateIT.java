package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a flawless request for exactly {@code /ws} gets past the gate; every other request costs nothing. */
@Execution(ExecutionMode.CONCURRENT) // It has its own gateway.
class GateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int REFUSED = 1_000;
    private static final int SPARE_DESCRIPTORS = 20;
    private static final long SPARE_BYTES = 4 << 20;

    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: Upgrade";
    private static final String VERSION = "Sec-WebSocket-Version: 13";
    private static final String KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
    private static final String HOST = "Host: localhost";

    private static Target target;
    private final TestTokens tokens = Gateway.tokens();
    private final List<RawSocket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        target = new Target("gate");
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @AfterEach
    void leave() throws IOException {
        for (RawSocket socket : sockets) {
            socket.close();
        }
        RawSocket.welcomed(target.uri, tokens.of(Devices.user("ada"))).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws/",
                "/ws//",
                "/ws;x/",
                "/ws;x",
                "//ws//",
                "//ws",
                "/%77s",
                "/ws/../ws",
                "/./ws",
                "/ws/.",
                "/a/../ws",
                "/WS",
                "/ws%3bx",
                "/ws/x",
                "/events",
                "/metrics",
                "/nowhere",
                "/ws/?token=a"
            })
    void aUrlThatIsNotExactlyThePathIsNotFound(String path) throws IOException {
        String answer = answer("GET " + path + " HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY);
        assertThat(answer)
                .startsWith("HTTP/1.1 404 ")
                .contains("Devices connect to /ws,")
                .doesNotContainIgnoringCase("set-cookie")
                .doesNotContain("SRVE", "Exception", "Liberty", "WebSphere");
    }

    /** The container refuses these before any filter sees them, or another page's guard does. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/ws%2f", "/%2fws", "/ws%00", "/ws\\", "/ws%zz", "/ws#x", "ws", "*", "/", "/demo/", "/health"})
    void noOtherPathIsUpgraded(String path) throws IOException {
        assertThat(answer("GET " + path + " HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY, "Connection: close"))
                .doesNotStartWith("HTTP/1.1 101")
                .doesNotStartWith("HTTP/1.1 500")
                .doesNotContainIgnoringCase("set-cookie");
    }

    /** The container removes it before any filter sees it. */
    @Test
    void aSessionIdInTheAddressIsIgnored() throws IOException {
        assertThat(head("GET /ws;jsessionid=x HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY))
                .startsWith("HTTP/1.1 101 ")
                .doesNotContainIgnoringCase("set-cookie");
    }

    @Test
    void theRequestMayNameItsTargetByAnAbsoluteUrl() throws IOException {
        assertThat(head("GET " + target.uri.resolve("/ws") + " HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY))
                .startsWith("HTTP/1.1 101 ");
    }

    /** Proxies add lines of their own, or join several into one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection: keep-alive | Connection: Upgrade",
                "Connection: Upgrade | Connection: keep-alive",
                "Connection: keep-alive, upgrade | X: y",
                "connection: UPGRADE | X: y"
            })
    void upgradeMayBeInAnyLineOfConnection(String one, String other) throws IOException {
        assertThat(head("GET /ws HTTP/1.1", HOST, UPGRADE, one, other, VERSION, KEY))
                .startsWith("HTTP/1.1 101 ");
    }

    @Test
    void anotherProtocolMayBeOfferedBesideOurs() throws IOException {
        assertThat(head("GET /ws HTTP/1.1", HOST, "Upgrade: h2c", "Upgrade: WebSocket", CONNECTION, VERSION, KEY))
                .startsWith("HTTP/1.1 101 ");
    }

    @Test
    void noOfferedExtensionIsAccepted() throws IOException {
        for (String offered : List.of(";=,", ",;", "permessage-deflate; client_max_window_bits")) {
            String extensions = "Sec-WebSocket-Extensions: " + offered;
            assertThat(head("GET /ws HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY, extensions))
                    .startsWith("HTTP/1.1 101 ")
                    .doesNotContain("Sec-WebSocket-Extensions");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Version: 12",
                "Sec-WebSocket-Version: x",
                "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Version: 13",
                "Sec-WebSocket-Version: 8, 13",
                "X: no version"
            })
    void anotherVersionIsAnsweredWithVersion13(String version) throws IOException {
        assertThat(answer("GET /ws HTTP/1.1", HOST, UPGRADE, CONNECTION, version, KEY))
                .startsWith("HTTP/1.1 426 ")
                .contains("\r\n" + VERSION + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Key: x",
                "Sec-WebSocket-Key:",
                "X: no key",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA",
                KEY + "\r\n" + KEY
            })
    void aMalformedKeyIsRefused(String key) throws IOException {
        assertThat(answer("GET /ws HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, key))
                .startsWith("HTTP/1.1 400 ")
                .contains("Sec-WebSocket-Key");
    }

    @Test
    void aMissingRepeatedOrMalformedHostIsRefused() throws IOException {
        for (String host : List.of("X: no host", HOST + "\r\n" + HOST, "Host:", "Host: a b%zz")) {
            assertThat(answer("GET /ws HTTP/1.1", host, UPGRADE, CONNECTION, VERSION, KEY))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aProxyThatDoesNotPassTheUpgradeOnIsNamed() throws IOException {
        assertThat(answer("GET /ws?token=secret HTTP/1.1", HOST, UPGRADE, "Connection: keep-alive", VERSION, KEY))
                .startsWith("HTTP/1.1 400 ")
                .contains("proxy", "Upgrade and Connection")
                .doesNotContain("secret");
        assertThat(answer("GET /ws?token=secret HTTP/1.0", HOST, UPGRADE, "Connection: upgrade", VERSION, KEY))
                .contains(" 400 ", "proxy_http_version 1.1")
                .doesNotContain("secret");
    }

    @Test
    void aPlainRequestIsAskedToUpgradeToWebSocket() throws IOException {
        assertThat(answer("GET /ws HTTP/1.1", HOST, "Connection: close"))
                .startsWith("HTTP/1.1 426 ")
                .contains("\r\nUpgrade: websocket\r\n", "connect with a WebSocket client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "CONNECT", "FOO"})
    void anotherMethodThanGetIsToldWhatIsAllowed(String method) throws IOException {
        assertThat(answer(method + " /ws HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY, "Content-Length: 0"))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET\r\n");
    }

    /** Behind the gate, each request of the first kind cost the process a descriptor and 13 KB permanently. */
    @Test
    void refusedUpgradesCostNoDescriptorAndNoMemory() throws Exception {
        turnAway(REFUSED / 10);
        int descriptors = target.descriptors();
        long bytes = target.liveBytes();
        turnAway(REFUSED);
        Await.until(
                PATIENCE,
                () -> target.descriptors() <= descriptors + SPARE_DESCRIPTORS,
                "as few descriptors as before, " + descriptors);
        assertThat(target.liveBytes()).isLessThan(bytes + SPARE_BYTES);
        assertThat(target.metric("taskcast_upgrades_turned_away_total")).isGreaterThanOrEqualTo(REFUSED);
    }

    /** A line of ours with this end says that code for the server's own classes found other classes. */
    @Test
    void theClassesOfTheServerAreThoseThatWeKnow() throws Exception {
        RawSocket.welcomed(target.uri, tokens.of(Devices.user("ada"))).close();
        for (Path file : target.output()) {
            assertThat(Target.read(file)).as(file.toString()).doesNotContain("on this server");
        }
    }

    private void turnAway(int times) throws IOException {
        List<String[]> requests = List.of(
                new String[] {"GET /ws/ HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY},
                new String[] {"GET //ws// HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY},
                new String[] {"GET /ws;x/ HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, KEY},
                new String[] {"GET /ws HTTP/1.1", HOST, UPGRADE, "Connection: close", VERSION, KEY},
                new String[] {"GET /ws HTTP/1.1", HOST, UPGRADE, CONNECTION, "X: y", KEY},
                new String[] {"GET /ws HTTP/1.1", HOST, UPGRADE, CONNECTION, VERSION, "Sec-WebSocket-Key: x"});
        for (int i = 0; i < times; i++) {
            try (RawSocket socket = new RawSocket(target.uri)) {
                socket.say(String.join("\r\n", requests.get(i % requests.size())) + "\r\n\r\n");
                assertThat(socket.head()).containsPattern("^HTTP/1.1 4(00|04|26) ");
            }
        }
    }

    private String head(String... lines) throws IOException {
        return asked(lines).head();
    }

    private String answer(String... lines) throws IOException {
        return asked(lines).answer();
    }

    private RawSocket asked(String... lines) throws IOException {
        RawSocket socket = new RawSocket(target.uri);
        sockets.add(socket);
        return socket.say(String.join("\r\n", lines) + "\r\n\r\n");
    }
}
