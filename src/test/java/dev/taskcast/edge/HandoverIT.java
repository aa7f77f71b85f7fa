package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.TestToken;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Four ways to send a token, one verifier behind them, and a reason for every refusal. */
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
    void everyWayToSendATokenLeadsToAWelcome(String name, Function<String, Knock> way) throws Exception {
        Device device = devices.connect(way.apply(devices.tokens.of(ada)));
        Frame welcome = device.next("welcome");
        assertThat(welcome.fields())
                .containsOnlyKeys("type", "user", "session", "resume", "heartbeat_ms", "expires_at", "cursor")
                .containsAllEntriesOf(Map.of("user", ada, "resume", "fresh"));
        assertThat(Instant.parse(welcome.string("expires_at"))).isAfter(Instant.now());
        device.livesOn();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void everyBadTokenIsAnsweredWithItsReason(String name, Function<String, Knock> way) throws Exception {
        for (Forged forged : Forged.tokens()) {
            assertThat(devices.connect(way.apply(forged.token())).close()).isEqualTo(forged.close());
        }
    }

    /** A client that takes every 101 as a success would otherwise reconnect once a second, without an end. */
    @ParameterizedTest
    @ValueSource(strings = {"query", "Authorization: Bearer ", "Sec-WebSocket-Protocol: base64url.bearer.taskcast."})
    void aRefusedTokenThatComesAgainIsRefusedBeforeTheUpgrade(String way) throws Exception {
        String token = devices.tokens.of(ada, Duration.ofMinutes(-5));
        String text = way.endsWith(".") ? TestToken.base64(token) : token;
        String target = way.equals("query") ? "/ws?token=" + token : "/ws";
        String header = way.equals("query") ? "X: y" : way + text;
        try (RawSocket first = new RawSocket(Gateway.uri("/")).knock(target, header)) {
            assertThat(first.head()).startsWith("HTTP/1.1 101 ");
            assertThat(first.closeCode()).isEqualTo(4001);
        }
        try (RawSocket second = new RawSocket(Gateway.uri("/")).knock(target, header)) {
            assertThat(second.head())
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase(
                            "\r\nWWW-Authenticate: Bearer realm=\"taskcast\", error=\"invalid_token\"\r\n")
                    .doesNotContain(text);
        }
        assertThat(devices.connect(Knock.byFirstFrame(token)).close()).isEqualTo("4001 token expired");
        devices.of(ada).livesOn();
    }

    @Test
    void anEmptyTokenCountsAsMissing() throws Exception {
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
    void nullInTheFirstFrameIsAsIfAbsent() throws Exception {
        Device device = devices.connect(Knock.bare()
                .saying("{\"type\":\"auth\",\"token\":\"" + devices.tokens.of(ada)
                        + "\",\"cursor\":null,\"accept\":null}"));
        assertThat(device.next("welcome").string("resume")).isEqualTo("fresh");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"accept\":\"batch\"|accept",
                "\"accept\":[1]|accept",
                "\"cursor\":7|cursor",
                "\"cursor\":{}|cursor",
                "\"token\":\"twice\"|token"
            })
    void aWrongFieldOfTheFirstFrameIsNamedAndTheNextOneCounts(String field, String name) throws Exception {
        String good = "{\"type\":\"auth\",\"token\":\"" + devices.tokens.of(ada) + "\"}";
        Device device = devices.connect(Knock.bare().saying(good.replace("}", "," + field + "}")));
        device.send(good);
        device.send("{\"type\":\"ping\",\"id\":1}");
        assertThat(device.next("error").fields())
                .containsEntry("code", "invalid_field")
                .hasEntrySatisfying(
                        "message", message -> assertThat(message).asString().startsWith("Expected " + name + ":"));
        device.next("welcome");
        device.next("pong");
    }

    @Test
    void wrongFieldsOfTheFirstFrameAreAnsweredAFewTimesAndWithinTheDeadline() throws Exception {
        String wrong = "{\"type\":\"auth\",\"token\":7}";
        Device hasty = devices.connect(Knock.bare());
        for (int i = 0; i < 11; i++) {
            hasty.send(wrong);
        }
        assertThat(hasty.close()).isEqualTo("1008 too many invalid frames");
        Device late = devices.connect(Knock.bare().saying(wrong));
        late.next("error");
        assertThat(late.close()).isEqualTo("4001 token missing");
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
    void aForeignOriginIsRefusedInEverySpelling() throws Exception {
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

    /** If the gateway believed one of them, this socket would count as TLS, and the page as foreign. */
    @ParameterizedTest
    @CsvSource({"$WSIS,true", "$WSSC,https", "X-Forwarded-Proto,https", "Forwarded,proto=https"})
    void theForwardedSchemeOfAnUntrustedClientIsIgnored(String header, String value) throws Exception {
        devices.connect(Knock.byHeader(devices.tokens.of(ada))
                        .header("Origin", "http://" + AUTHORITY)
                        .header(header, value))
                .next("welcome");
    }

    @ParameterizedTest
    @CsvSource({"$WSSN,evil.example", "X-Forwarded-Host,evil.example", "Forwarded,host=evil.example"})
    void aForwardedHostDoesNotCount(String header, String value) throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada))
                .header("Origin", "http://evil.example:" + Gateway.uri("/").getPort())
                .header(header, value));
        assertThat(device.close()).isEqualTo("4003 origin not allowed");
    }

    private static Arguments way(String name, Function<String, Knock> way) {
        return Arguments.of(name, way);
    }
}
