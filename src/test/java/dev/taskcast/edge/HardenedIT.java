package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.KeyServer;
import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Certificate;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway with TLS, behind a proxy, with three issuers. Its limits are so low that a test reaches them. */
@TestMethodOrder(OrderAnnotation.class)
class HardenedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PONG_DEADLINE = Duration.ofSeconds(5);
    private static final String APP = "https://tasks.example";
    private static final String REALM = "https://keycloak.example/realms/tasks";
    private static final TestKey APP_KEY = TestKey.of("EdDSA", "app-key");
    private static final TestKey REALM_KEY = TestKey.of("RS256", "realm-key");
    private static final Certificate CERTIFICATE = Certificate.make(Path.of("target/gateways/hardened.p12"));
    private static final int HTTPS_PORT = Ports.free();
    private static KeyServer app;
    private static KeyServer realm;
    private static Target target;

    private final TestTokens tokens = Gateway.tokens();

    @BeforeAll
    static void start() throws IOException {
        app = new KeyServer(TestKey.jwks(APP_KEY));
        realm = new KeyServer(TestKey.jwks(REALM_KEY));
        target = new Target("hardened", settings(), Path.of("deploy/tls/tls.xml"));
    }

    private static Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("HTTPS_PORT", Integer.toString(HTTPS_PORT)),
                Map.entry("TLS_KEYSTORE", CERTIFICATE.keystore().toString()),
                Map.entry("TLS_KEYSTORE_PASSWORD", Certificate.PASSWORD),
                Map.entry("TRUSTED_PROXIES", "127\\.0\\.0\\.1"),
                Map.entry("TASKCAST_AUTH_ISSUERS", "app,keycloak"),
                Map.entry("TASKCAST_AUTH_ISSUER_APP_ISS", APP),
                Map.entry("TASKCAST_AUTH_ISSUER_APP_JWKS", app.url()),
                Map.entry("TASKCAST_AUTH_ISSUER_APP_AUDIENCES", APP),
                Map.entry("TASKCAST_AUTH_ISSUER_KEYCLOAK_ISS", REALM),
                Map.entry("TASKCAST_AUTH_ISSUER_KEYCLOAK_JWKS", realm.url()),
                Map.entry("TASKCAST_AUTH_ISSUER_KEYCLOAK_AUDIENCES", "taskcast"),
                Map.entry("TASKCAST_AUTH_ISSUER_KEYCLOAK_USER_CLAIM", "preferred_username"),
                Map.entry("TASKCAST_AUTH_JWKS_TIMEOUT", "10s"),
                Map.entry("TASKCAST_AUTH_JWKS_RETRY", "1s"),
                Map.entry("TASKCAST_SOCKET_MAX_PER_ADDRESS", "2"),
                Map.entry("TASKCAST_SOCKET_UPGRADES_PER_SECOND", "20"),
                Map.entry("TASKCAST_SOCKET_BYTES_PER_SECOND", "1KiB"),
                Map.entry("TASKCAST_SOCKET_MAX_FRAME_DEPTH", "3"),
                Map.entry("TASKCAST_KAFKA_MAX_RECORD_DEPTH", "5"),
                Map.entry("HTTP_MAX_FIELD_SIZE", "4096"),
                Map.entry("HTTP_MAX_HEADERS", "60"),
                Map.entry("HTTP_READ_TIMEOUT", "5s"),
                Map.entry("TASKCAST_SESSION_PING_INTERVAL", "1s"),
                Map.entry("TASKCAST_SESSION_PONG_DEADLINE", PONG_DEADLINE.toSeconds() + "s"));
    }

    @AfterAll
    static void stop() {
        target.close();
        app.close();
        realm.close();
    }

    @Test
    @Order(1)
    void tokensOfThreeIssuersWorkSideBySide() throws Exception {
        String id = Devices.user("id");
        String existing = tokens.of("ada-" + id);
        String betterAuth = token().claim("iss", APP)
                .claim("aud", APP)
                .claim("sub", "bob-" + id)
                .signedWith(APP_KEY);
        String keycloak = token().claim("iss", REALM)
                .claim("aud", List.of("taskcast", "account"))
                .claim("preferred_username", "eve-" + id)
                .signedWith(REALM_KEY);
        try (RawSocket ada = RawSocket.welcomed(target.uri, existing);
                RawSocket bob = RawSocket.welcomed(target.uri, betterAuth);
                RawSocket eve = RawSocket.welcomed(target.uri, keycloak)) {
            for (String name : List.of("ada", "bob", "eve")) {
                Topic.update(name + "-" + id, "{\"id\":\"of " + name + "\"}");
            }
            assertThat(ada.text("task_update")).contains("of ada");
            assertThat(bob.text("task_update")).contains("of bob");
            assertThat(eve.text("task_update")).contains("of eve");
        }
    }

    @Test
    @Order(1)
    void tokensThatMixUpIssuersAndKeysAreRefused() throws Exception {
        TestToken ofRealm = token().claim("iss", REALM).claim("aud", "taskcast").claim("preferred_username", "ada");
        TestToken ofApp = token().claim("iss", APP).claim("aud", APP);
        Key publicKeyAsSecret = new HmacKey(REALM_KEY.jwk().getPublicKey().getEncoded());
        for (String token : List.of(
                ofRealm.signedWith(new TestKey("HS256", REALM_KEY.id(), publicKeyAsSecret, null)),
                ofRealm.signedWith(new TestKey("EdDSA", REALM_KEY.id(), APP_KEY.signing(), null)),
                ofApp.signedWith(TestKey.of("EdDSA", "nobody's")),
                ofApp.claim("aud", "taskcast").signedWith(APP_KEY),
                ofApp.claim("aud", APP).claim("iss", "https://evil.example").signedWith(APP_KEY))) {
            // The gateway answers 1013 until it has read the keys again. All retries share that one read.
            Await.until(PATIENCE, () -> refusal(token) == 4001, "a refusal");
        }
    }

    @Test
    @Order(1)
    void eventsComeOverTls() throws Exception {
        String ada = Devices.user("ada");
        URI secure = URI.create("https://127.0.0.1:" + HTTPS_PORT);
        String cursor;
        try (RawSocket device = new RawSocket(secure, CERTIFICATE.trusting().getSocketFactory())) {
            device.welcomed(tokens.of(ada));
            Topic.update(ada, "{\"id\":\"sealed\"}");
            Frame sealed = Frame.read(device.text("task_update"));
            assertThat(sealed.task()).isEqualTo("{\"id\":\"sealed\"}");
            cursor = sealed.cursor();
        }
        int[] lengths = {1, 300, 8_100, 20, 100_000, 20, 300};
        for (int length : lengths) {
            Topic.update(ada, "{\"id\":7,\"text\":\"" + "s".repeat(length) + "\"}");
        }
        try (RawSocket device = new RawSocket(secure, CERTIFICATE.trusting().getSocketFactory())) {
            device.knock("/ws?cursor=" + cursor, "Authorization: Bearer " + tokens.of(ada));
            device.head();
            Messages messages = new Messages(device);
            assertThat(messages.next().text()).contains("\"welcome\"");
            for (int length : lengths) {
                assertThat(Frame.read(messages.next().text()).task()).hasSize(length + 18);
            }
        }
    }

    @Test
    @Order(1)
    void theLimitOfAnAddressAppliesToTheAddressThatTheProxyNames() throws Exception {
        RawSocket first = new RawSocket(target.uri).welcomed(ada(), from("203.0.113.7"));
        RawSocket second = new RawSocket(target.uri).welcomed(ada(), from("203.0.113.7"));
        try (RawSocket third = new RawSocket(target.uri).knock("/ws", from("203.0.113.7"))) {
            third.head();
            assertThat(third.closeCode()).isEqualTo(1013);
            assertThat(isWelcome("203.0.113.8")).isTrue();
        }
        first.close();
        second.close();
        Await.until(PATIENCE, () -> isWelcome("203.0.113.7"), "room again");
    }

    @Test
    @Order(1)
    void aClientThatSendsTooManyBytesIsClosed() throws Exception {
        byte[] ping = ("{\"type\":\"ping\"}" + " ".repeat(12 << 10)).getBytes(StandardCharsets.US_ASCII);
        try (RawSocket greedy = RawSocket.welcomed(target.uri, tokens.of(Devices.user("eve")))) {
            greedy.frame(RawSocket.TEXT, ping);
            greedy.text("pong");
            greedy.frame(RawSocket.TEXT, ping);
            assertThat(greedy.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    @Order(1)
    void theSettingLimitsTheDepthOfAFrame() throws Exception {
        try (RawSocket eve = RawSocket.welcomed(target.uri, tokens.of(Devices.user("eve")))) {
            eve.frame(RawSocket.TEXT, "{\"type\":\"ping\",\"x\":[[]]}".getBytes(StandardCharsets.US_ASCII));
            eve.text("pong");
            eve.frame(RawSocket.TEXT, "{\"type\":\"ping\",\"x\":[[[]]]}".getBytes(StandardCharsets.US_ASCII));
            assertThat(eve.text("error")).contains("at most 3 levels");
        }
    }

    @Test
    @Order(1)
    void theSettingLimitsTheDepthOfARecord() throws Exception {
        String ada = Devices.user("ada");
        try (RawSocket device = RawSocket.welcomed(target.uri, tokens.of(ada))) {
            Topic.update(ada, "{\"id\":\"too deep\",\"x\":[[[[]]]]}");
            Topic.update(ada, "{\"id\":\"deep\",\"x\":[[[]]]}");
            assertThat(device.text("task_update")).contains("\"deep\"");
        }
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource({"1000,1000,20,101", "5000,0,0,400", "0,5000,0,400", "0,0,60,400"})
    void theVariablesOfTheServerLimitTheSizeOfARequest(int query, int header, int headers, int status)
            throws IOException {
        String lines = "X: y\r\n".repeat(headers) + "Y: " + "y".repeat(header);
        try (RawSocket socket = new RawSocket(target.uri).knock("/ws?x=" + "x".repeat(query), lines)) {
            assertThat(socket.head()).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    @Order(1)
    void aHandshakeThatNeverEndsIsCutOff() throws IOException {
        try (RawSocket slow = new RawSocket(target.uri).say("GET /ws HTTP/1.1\r\nHost: x\r\nUpgr")) {
            assertThat(slow.head()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    @Order(1)
    void onlyAClientThatNoLongerAnswersIsClosed() throws Exception {
        String ada = Devices.user("ada");
        try (RawSocket silent = RawSocket.welcomed(target.uri, tokens.of(Devices.user("eve")));
                RawSocket answering = RawSocket.welcomed(target.uri, tokens.of(ada))) {
            // One pong comes with each ping, and pings are a second apart.
            for (long seconds = 0; seconds < PONG_DEADLINE.toSeconds() + 3; seconds++) {
                answering.text("heartbeat");
            }
            assertThat(silent.closeCode()).isEqualTo(4008);
            Topic.update(ada, "{\"id\":\"still here\"}");
            assertThat(answering.text("task_update")).contains("still here");
        }
    }

    @Test
    @Order(2)
    void upgradesAboveTheRateAreToldWhenToRetry() throws Exception {
        String answer = "";
        for (int round = 0; round < 20 && !answer.startsWith("HTTP/1.1 503"); round++) {
            answer = lastAnswerToMany();
        }
        assertThat(answer).startsWith("HTTP/1.1 503").containsPattern("(?i)retry-after: \\d+\r\n");
        Await.until(PATIENCE, () -> isWelcome("203.0.113.9"), "room again");
    }

    /** Sends many at the same time, which is faster than one after the other. */
    private static String lastAnswerToMany() throws IOException {
        List<RawSocket> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(new RawSocket(target.uri).knock("/ws"));
        }
        String answer = "";
        for (RawSocket socket : many) {
            answer = socket.head();
            socket.close();
        }
        return answer;
    }

    private String ada() {
        return tokens.of(Devices.user("ada"));
    }

    private static String from(String address) {
        return "X-Forwarded-For: " + address;
    }

    private boolean isWelcome(String address) throws IOException {
        try (RawSocket socket = new RawSocket(target.uri)) {
            socket.welcomed(ada(), from(address));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static int refusal(String token) throws IOException {
        try (RawSocket forger = new RawSocket(target.uri).knock("/ws", "Authorization: Bearer " + token)) {
            forger.head();
            return forger.closeCode();
        }
    }

    private static TestToken token() {
        long now = Instant.now().getEpochSecond();
        return new TestToken().claim("iat", now).claim("exp", now + 300);
    }
}
