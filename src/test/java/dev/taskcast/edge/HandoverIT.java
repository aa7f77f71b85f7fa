package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Four ways to hand over a token, one verifier behind them, and a reason for every refusal. */
@ArquillianTest
@RunAsClient
class HandoverIT {
    private final Devices devices = new Devices();
    private final String ada = Devices.user("ada");

    @Deployment
    static WebArchive application() {
        return Gateway.war();
    }

    @AfterEach
    void leave() throws Exception {
        devices.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                way("first frame", Knock::byFirstFrame),
                way("subprotocol", Knock::bySubprotocol),
                way("header", Knock::byHeader),
                way("lower-case header", token -> Knock.bare().header("authorization", "bearer " + token)),
                way("query", Knock::byQuery));
    }

    static Stream<Arguments> badTokens() {
        TestTokens tokens = Gateway.tokens();
        String good = tokens.of("ada");
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                Arguments.of("4001 token malformed", "a.b.c"),
                Arguments.of("4001 opaque session token: send a JWT instead", "an-opaque-session-token"),
                Arguments.of("4001 token expired", tokens.of("ada", Duration.ofMinutes(-5))),
                Arguments.of(
                        "4001 token signature bad", new TestTokens("another secret of thirty-two bytes").of("ada")),
                Arguments.of("4001 token algorithm not supported", none + good.substring(good.indexOf('.'))),
                Arguments.of("4001 token too large", good + "A".repeat(9_000)));
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
        device.hasNothingElse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
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
                .isBetween(Duration.ofMillis(4_500), Duration.ofSeconds(15));
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
    void aTokenThatExpiresEndsItsConnection() throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada, Duration.ofSeconds(4))));
        device.next("welcome");
        device.next("auth_expiring");
        assertThat(device.close()).isEqualTo("4001 token expired");
    }

    @Test
    void aFreshTokenOfTheSameUserExtendsTheConnectionAndOneOfAnotherDoesNot() throws Exception {
        Device device = devices.of(ada);
        String later = devices.tokens.of(ada, Duration.ofHours(3));
        device.send("{\"type\":\"auth\",\"token\":\"" + later + "\"}");
        assertThat(Instant.parse(device.next("auth_ok").string("expires_at")))
                .isAfter(Instant.now().plus(Duration.ofHours(2)));
        device.send("{\"type\":\"auth\",\"token\":\"" + devices.tokens.of(Devices.user("eve")) + "\"}");
        assertThat(device.next("error").string("code")).isEqualTo("token_refused");
        device.send("{\"type\":\"auth\",\"token\":\"" + devices.tokens.of(ada, Duration.ofMinutes(-5)) + "\"}");
        assertThat(device.next("error").string("message")).isEqualTo("token expired");
        device.hasNothingElse();
    }

    @Test
    void aForeignOriginIsRefusedHoweverItIsSpelt() throws Exception {
        String token = devices.tokens.of(ada);
        for (String header : List.of("Origin", "origin", "ORIGIN")) {
            for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1", "not an origin")) {
                assertThat(devices.connect(Knock.byHeader(token).header(header, origin))
                                .close())
                        .as("%s: %s", header, origin)
                        .isEqualTo("4003 origin not allowed");
            }
        }
    }

    @Test
    void ourOwnOriginIsWelcome() throws Exception {
        String origin = "http://" + Gateway.uri("/").getAuthority();
        devices.connect(Knock.byHeader(devices.tokens.of(ada)).header("Origin", origin))
                .next("welcome");
    }

    private static Arguments way(String name, Function<String, Knock> way) {
        return Arguments.of(name, way);
    }
}
