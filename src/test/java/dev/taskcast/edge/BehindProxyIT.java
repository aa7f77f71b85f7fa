package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway behind a proxy that terminates TLS, with two connections for each address: the test is the proxy. */
class BehindProxyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String APP = "https://app.example";
    private static Target target;

    private final TestTokens tokens = Gateway.tokens();

    @BeforeAll
    static void start() {
        target = new Target(
                "behind-proxy",
                Map.of(
                        "TRUSTED_PROXIES", "10.0.0.0/8,127.0.0.0/8",
                        "TASKCAST_SOCKET_ORIGINS", APP + ":443,capacitor://localhost",
                        "TASKCAST_SOCKET_MAX_PER_ADDRESS", "2"));
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    /** The client's own entries come first, the proxy's entry last; each case has another forged entry. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 198.51.100.%d, 203.0.113.1",
                "X-Forwarded-For: 10.0.0.%d, 203.0.113.2, 10.0.0.7",
                "X-Forwarded-For: 198.51.100.%d\r\nX-Forwarded-For: 203.0.113.3",
                "Forwarded: for=198.51.100.%d\r\nX-Forwarded-For: 203.0.113.4",
                "$WSRA: 198.51.100.%d\r\n$WSRH: 198.51.100.%<d\r\nX-Forwarded-For: 203.0.113.5",
                "X-Forwarded-For: unknown, _hidden, \", [::%d, , 203.0.113.6:4711",
                "X-Forwarded-For: 198.51.100.%d, [2001:db8::1]:4711"
            })
    void forwardedElementsThatAClientWritesNeverCount(String lines) throws Exception {
        List<RawSocket> open = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            open.add(new RawSocket(target.uri).welcomed(ada(), String.format(lines, i)));
        }
        try (RawSocket third = new RawSocket(target.uri).knock("/ws", String.format(lines, 3))) {
            third.head();
            assertThat(third.closeCode()).isEqualTo(1013);
        }
        for (RawSocket socket : open) {
            socket.close();
        }
        Await.until(PATIENCE, () -> isWelcome(String.format(lines, 4)), "room again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: unknown", "X-Forwarded-For: 203.0.113.9, _hidden", "X: y"})
    void aClientThatTheProxyDoesNotTellStandsForMany(String line) throws Exception {
        List<RawSocket> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(new RawSocket(target.uri).welcomed(ada(), line));
        }
        for (RawSocket socket : open) {
            socket.close();
        }
    }

    @Test
    void aHeaderFullOfProxyElementsDoesNoHarm() throws Exception {
        String[] lines = Collections.nCopies(80, "X-Forwarded-For: " + "10.0.0.1,".repeat(1_700))
                .toArray(new String[0]);
        new RawSocket(target.uri).welcomed(ada(), lines).close();
    }

    @ParameterizedTest
    @CsvSource({
        "https://tasks.example, tasks.example:443, https, true",
        "https://tasks.example, tasks.example, https, true",
        "https://tasks.example:443, tasks.example, '', true",
        "http://tasks.example, tasks.example, https, false",
        "http://tasks.example, tasks.example, http, true",
        "https://app.example, tasks.example, https, true",
        "http://app.example, tasks.example, https, false",
        "capacitor://localhost, tasks.example, https, true",
        "ftp://tasks.example, tasks.example, https, false",
        "chrome-extension://tasks.example, tasks.example, https, false",
        "null, tasks.example, https, false"
    })
    void pagesAreComparedAsOrigins(String origin, String host, String proto, boolean allowed) throws Exception {
        try (RawSocket page = new RawSocket(target.uri)) {
            page.say("GET /ws HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\nX-Forwarded-Proto: " + proto
                    + "\r\nAuthorization: Bearer " + ada() + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            assertThat(page.head()).startsWith("HTTP/1.1 101");
            if (allowed) {
                assertThat(page.text()).startsWith("{\"type\":\"welcome\"");
            } else {
                assertThat(page.closeCode()).isEqualTo(4003);
            }
        }
    }

    private String ada() {
        return tokens.of(Devices.user("ada"));
    }

    private boolean isWelcome(String line) throws IOException {
        try (RawSocket socket = new RawSocket(target.uri)) {
            socket.welcomed(ada(), line);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
