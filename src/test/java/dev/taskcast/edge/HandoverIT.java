package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Four ways to hand over a token, one verifier behind them, and a reason for every refusal. */
class HandoverIT extends EdgeScenario {
    private static final String AUTHORITY = Gateway.uri("/").getAuthority();

    static Stream<Arguments> ways() {
        return Stream.of(
                way("first frame", Knock::byFirstFrame),
                way("subprotocol", Knock::bySubprotocol),
                way("header", Knock::byHeader),
                way("lower-case header", token -> Knock.bare().header("authorization", "bearer " + token)),
                way("query", Knock::byQuery));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void everyWayLeadsToAWelcome(String name, Function<String, Knock> way) throws Exception {
        Device device = devices.connect(way.apply(devices.tokens.of(ada)));
        Frame welcome = device.next("welcome");
        assertThat(welcome.fields())
                .containsOnlyKeys("type", "user", "session", "resume", "heartbeat_ms", "expires_at", "cursor")
                .containsAllEntriesOf(Map.of("user", ada, "resume", "fresh"));
        assertThat(Instant.parse(welcome.string("expires_at"))).isAfter(Instant.now());
        device.livesOn();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.taskcast.edge.Forged#tokens")
    void everyBadTokenIsToldItsReason(String close, String token) throws Exception {
        assertThat(devices.connect(Knock.byFirstFrame(token)).close()).isEqualTo(close);
        assertThat(devices.connect(Knock.byHeader(token)).close()).isEqualTo(close);
        assertThat(devices.connect(Knock.byQuery(token)).close()).isEqualTo(close);
    }

    @Test
    void anEmptyTokenIsAMissingOne() throws Exception {
        assertThat(devices.connect(Knock.byQuery("").query("x", "y")).close()).isEqualTo("4001 token missing");
    }

    @Test
    void aConnectionWithoutATokenHasFiveSeconds() throws Exception {
        long start = System.nanoTime();
        assertThat(devices.connect(Knock.bare()).close()).isEqualTo("4001 token missing");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(4_500), Duration.ofSeconds(30));
    }

    @Test
    void aFirstFrameThatIsNoTokenEndsTheConnection() throws Exception {
        assertThat(devices.connect(Knock.bare().saying("{\"type\":\"ping\"}")).close())
                .startsWith("4001 token missing");
        assertThat(devices.connect(Knock.bare().saying("rubbish")).close()).startsWith("4001 token missing");
    }

    @Test
    void theSubprotocolThatCarriesTheTokenIsNeverAnswered() throws Exception {
        Device device = devices.connect(Knock.bySubprotocol(devices.tokens.of(ada)));
        device.next("welcome");
        assertThat(device.answered("Sec-WebSocket-Protocol")).isEqualTo(List.of("taskcast.v1"));
    }

    @Test
    void noCookieIsSetByAnUpgrade() throws Exception {
        Device device = devices.of(ada);
        assertThat(device.answered("Upgrade")).isNotEmpty();
        assertThat(device.answered("Set-Cookie")).isEmpty();
    }

    @Test
    void aForeignOriginIsRefusedHoweverItIsSpelt() throws Exception {
        String token = devices.tokens.of(ada);
        for (String header : List.of("Origin", "origin", "ORIGIN")) {
            for (String origin : List.of(
                    "https://evil.example", "null", "http://127.0.0.1", "ftp://" + AUTHORITY, "not an origin")) {
                assertThat(devices.connect(Knock.byHeader(token).header(header, origin))
                                .close())
                        .as("%s: %s", header, origin)
                        .isEqualTo("4003 origin not allowed");
            }
        }
    }

    @Test
    void ourOwnOriginIsWelcome() throws Exception {
        for (String scheme : List.of("http", "https")) {
            devices.connect(Knock.byHeader(devices.tokens.of(ada)).header("Origin", scheme + "://" + AUTHORITY))
                    .next("welcome");
        }
    }

    /** Each of them, believed, would make of this socket one over TLS, and of the page a foreign one. */
    @ParameterizedTest
    @CsvSource({"$WSIS,true", "$WSSC,https", "X-Forwarded-Proto,https", "Forwarded,proto=https"})
    void nobodyWhoIsNoProxyTellsUsOurOwnScheme(String header, String value) throws Exception {
        devices.connect(Knock.byHeader(devices.tokens.of(ada))
                        .header("Origin", "http://" + AUTHORITY)
                        .header(header, value))
                .next("welcome");
    }

    @ParameterizedTest
    @CsvSource({"$WSSN,evil.example", "X-Forwarded-Host,evil.example", "Forwarded,host=evil.example"})
    void nobodyTellsUsAnotherHost(String header, String value) throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada))
                .header("Origin", "http://evil.example:" + Gateway.uri("/").getPort())
                .header(header, value));
        assertThat(device.close()).isEqualTo("4003 origin not allowed");
    }

    private static Arguments way(String name, Function<String, Knock> way) {
        return Arguments.of(name, way);
    }
}
