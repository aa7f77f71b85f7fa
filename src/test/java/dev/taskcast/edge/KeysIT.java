package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.KeyServer;
import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A gateway whose issuer is away at the start, returns, changes its keys, goes away, and hangs. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeysIT {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PROMPT = Duration.ofSeconds(8);
    private static final int STRANGERS = 60;
    private static final String SETTING = "taskcast.auth.issuer.app.jwks";
    private static final TestKey KEY = TestKey.of("EdDSA", "app");
    private static KeyServer issuer;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        issuer = new KeyServer(TestKey.jwks(KEY));
        issuer.answersWith(503);
        Map<String, String> settings = Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers()),
                Map.entry("BETTER_AUTH_SECRET", "a-secret-that-only-the-tests-of-taskcast-use"),
                Map.entry("TASKCAST_AUTH_ISSUERS", "app"),
                Map.entry("TASKCAST_AUTH_ISSUER_APP_ISS", "https://app.example"),
                Map.entry("TASKCAST_AUTH_ISSUER_APP_AUDIENCES", "*"),
                Map.entry("TASKCAST_AUTH_ISSUER_APP_JWKS", issuer.url()),
                Map.entry("TASKCAST_AUTH_JWKS_RETRY", "1s"),
                Map.entry("TASKCAST_AUTH_JWKS_REFRESH", "10s"),
                Map.entry("TASKCAST_AUTH_JWKS_TIMEOUT", "10s"),
                Map.entry("TASKCAST_AUTH_CACHE_TOKENS", "0"),
                Map.entry("JVM_ARGS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        gateway = GatewayProcess.start(GatewayFolder.create("keys"), Ports.free(), settings);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
    }

    @Test
    @Order(1)
    void aReplicaWithoutKeysIsAliveButNotReadyAndNamesTheSetting() {
        Await.until(START, () -> get("/health/live").statusCode() == 200, "a live gateway");
        Await.until(
                PATIENCE,
                () -> get("/health/ready").body().contains("no keys of " + SETTING + ": answered with status 503"),
                "the reason in the check of keys");
        Await.until(PATIENCE, () -> get("/health/ready").body().contains("\"serving\""), "everything else ready");
        Await.until(PATIENCE, () -> issuer.reads() > 2, "reads that go on");
        assertThat(gateway.isAlive()).isTrue();
    }

    @Test
    @Order(2)
    void aReplicaBecomesReadyByItselfAndStaysReadyWithoutTheIssuer() throws Exception {
        assertThat(gateway.isReady()).isFalse();
        issuer.answersWith(200);
        Await.until(PATIENCE, gateway::isReady, "readiness without any token");
        issuer.answersWith(503);
        Await.until(PATIENCE, () -> lines("those read before are used") == 1, "a read that fails");
        assertThat(gateway.isReady()).isTrue();
        RawSocket.welcomed(gateway.uri("/"), token(KEY)).close();
        issuer.answersWith(200);
        Await.until(PATIENCE, () -> lines("are readable again") == 2, "a read that succeeds");
        assertThat(lines("TCAST0202W: The keys of " + SETTING
                        + " (127.0.0.1) cannot be read, so this replica is not ready:"))
                .as("lines about the start")
                .isOne();
    }

    @Test
    @Order(3)
    void anIssuerThatHangsDelaysNoTokenWithAKnownKey() throws Exception {
        issuer.hangs(true);
        TestKey unknown = TestKey.of("EdDSA", "nobody's");
        List<RawSocket> strangers = new ArrayList<>();
        List<Duration> waits = new ArrayList<>();
        try {
            for (int i = 0; i < STRANGERS; i++) {
                strangers.add(new RawSocket(gateway.uri("/")).knock("/ws", "Authorization: Bearer " + token(unknown)));
            }
            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                RawSocket.welcomed(gateway.uri("/"), token(KEY)).close();
                waits.add(Duration.ofNanos(System.nanoTime() - begin));
            }
        } finally {
            for (RawSocket stranger : strangers) {
                stranger.close();
            }
            issuer.hangs(false);
        }
        assertThat(waits).as("handshakes: %s", waits).allMatch(wait -> wait.compareTo(PROMPT) < 0);
    }

    private static String token(TestKey key) {
        long now = Instant.now().getEpochSecond();
        return new TestToken()
                .claim("iss", "https://app.example")
                .claim("sub", Devices.user("ada"))
                .claim("iat", now)
                .claim("exp", now + 300)
                .signedWith(key);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.uri(path)).timeout(PATIENCE).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static long lines(String containing) throws IOException {
        Path log = gateway.console().resolveSibling("logs/messages.log");
        return Files.readString(log)
                .lines()
                .filter(line -> line.contains(containing))
                .count();
    }
}
