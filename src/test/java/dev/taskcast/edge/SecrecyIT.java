package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** For any use of a token, the server writes nothing of it, and no thread is left waiting. */
@Execution(ExecutionMode.CONCURRENT) // It has its own gateway.
class SecrecyIT {
    private static final int TEXT = RawSocket.TEXT;
    private static final int RESETS = 5;
    private static final String LAST = "the-last-request-" + UUID.randomUUID();

    /** The server logs this after it has waited half a minute in vain for one of its threads. */
    private static final String THREADS_DID_NOT_END = "CWWKE1102W";

    private final TestTokens tokens = Gateway.tokens();
    private final List<String> secrets = new ArrayList<>();

    @Test
    void noTokenAppearsInAnyOutputOfTheServer() throws Exception {
        Target target = new Target("secretive");
        try (target) {
            for (String token : List.of(
                    tokens.of(Devices.user("ada")),
                    tokens.of(Devices.user("ada"), Duration.ofMinutes(-5)),
                    new TestTokens("another secret of thirty-two bytes").of(Devices.user("eve")),
                    "opaque" + Devices.user("session"),
                    Devices.user("x") + "." + Devices.user("y") + "." + Devices.user("z"))) {
                handOver(target, token);
            }
            knock(target, "/" + LAST, "X: y");
        }
        assertThat(accessLog(target)).as("the access log, written to its end").contains(LAST);
        for (Path file : target.output()) {
            String text = Target.read(file);
            assertThat(text).as("the end of the server, in %s", file).doesNotContain(THREADS_DID_NOT_END);
            assertThat(text).as("a failure of the edge of streams, in %s", file).doesNotContain("StreamFilter");
            secrets.forEach(secret -> assertThat(text.contains(secret))
                    .as("%s in %s", secret, file)
                    .isFalse());
        }
    }

    /** Sends the token in each of the four ways, as another user's token on a refresh, and where no token belongs. */
    private void handOver(Target target, String token) throws IOException {
        List.of(token.split("\\.")).forEach(part -> remember(part));
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        remember(encoded);
        knock(target, "/ws?token=" + token, "X: y");
        knock(target, "/ws?token=" + token + "%0d%0a%zz", "X: y");
        knock(target, "/ws", "Authorization: Bearer " + token);
        knock(target, "/ws", "Sec-WebSocket-Protocol: taskcast.v1, base64url.bearer.taskcast." + encoded);
        knock(target, "/nowhere?token=" + token, "Authorization: Bearer " + token);
        knock(target, "/ws?token=" + token + "A".repeat(100_000), "X: y");
        knock(target, "/ws", "Authorization: Bearer " + token + "A".repeat(100_000));
        for (String nonsense : List.of(
                "&%",
                "&=",
                "&a=%u0000",
                "&accept=%ff%fe",
                "#x",
                "&\\",
                "{",
                "}",
                "|",
                "^",
                "\"",
                "<",
                "`",
                "%zz",
                "[",
                " x",
                "\t",
                "\u00e4",
                "\u0000")) {
            knock(target, "/ws?token=" + token + nonsense, "Authorization: Bearer " + token);
            knock(target, "/ws" + nonsense + "?token=" + token, "Authorization: Bearer " + token);
        }
        for (String path : List.of(
                "/ws/", "//ws//", "/ws;x/", "/%77s", "/ws%2f", "/ws;jsessionid=x", "/nowhere", "/", "/health", "*")) {
            knock(target, path + "?token=" + token, "Authorization: Bearer " + token);
        }
        listenAndLeave(target, token);
        malformed(target, token);
        for (String nonsense : List.of(
                "Sec-WebSocket-Version: 12",
                "Sec-WebSocket-Key: x",
                "Sec-WebSocket-Key:",
                "Sec-WebSocket-Extensions: ;=,",
                "sec-websocket-extensions: ,;",
                "Sec-WebSocket-Protocol: ,",
                "Sec-WebSocket-Protocol:",
                "Origin: %zz",
                "Host: a b%zz",
                "Transfer-Encoding: chunked",
                "Content-Length: 5",
                "Cookie: JSESSIONID=%zz; ;=",
                "Upgrade: h2c")) {
            knock(target, "/ws?token=" + token, nonsense);
        }
        try (RawSocket giant = new RawSocket(target.uri).knock("/ws?token=" + token)) {
            giant.head();
            giant.frame(TEXT, auth(token)).frameThatSays(TEXT, Long.MIN_VALUE + 5_000);
        }
        try (RawSocket first = new RawSocket(target.uri).knock("/ws")) {
            first.head();
            first.frame(TEXT, auth(token));
            first.text();
        }
        try (RawSocket session = RawSocket.welcomed(target.uri, tokens.of(Devices.user("bob")))) {
            session.frame(TEXT, auth(token));
            session.text();
            session.frame(TEXT, ("{\"type\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8));
            session.text();
        }
    }

    /** Streams whose client leaves before or during the answer. */
    private static void listenAndLeave(Target target, String token) throws IOException {
        for (String query : List.of("", "&%zz", "&event=" + token, "&channel=%00", "&cursor=" + token)) {
            String request = "GET /events?token=" + token + query + " HTTP/1.1\r\nHost: localhost\r\n";
            for (String header : List.of("", "Last-Event-ID: " + token + "\r\n", "Accept: " + token + "\r\n")) {
                new RawSocket(target.uri).say(request + header + "\r\n").reset();
                try (RawSocket socket = new RawSocket(target.uri).say(request + header + "\r\n")) {
                    socket.head();
                }
            }
        }
        for (int i = 0; i < RESETS; i++) {
            // The server has read all of them, and answers the others although the client is gone.
            RawSocket gone =
                    new RawSocket(target.uri).say("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50));
            gone.head();
            gone.reset();
        }
    }

    /** Requests that no WebSocket client would make. */
    private static void malformed(Target target, String token) {
        String query = "/ws?token=" + token;
        String rest =
                "\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
        String key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        for (String request : List.of(
                "GET " + query + "\r\n\r\n",
                "GET " + query + " HTTP/1.0" + rest + key,
                "GET " + query + " HTTP/2.0" + rest + key,
                "GET " + query + " HTTP/x" + rest + key,
                "GET " + query + " HTTP/1.1" + rest + "\r\n",
                "GET " + query + " HTTP/1.1" + rest + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA\r\n\r\n",
                "GET " + query + " HTTP/1.1" + rest + key.replace(": A", ": %"),
                "GET " + query + " HTTP/1.1" + rest.replace("13", "x") + key,
                "GET " + query + " HTTP/1.1" + rest.replace("Connection: Upgrade", "Connection: keep-alive") + key,
                "GET " + query + " HTTP/1.1" + rest.replace("Connection: Upgrade", "X: y") + key,
                "GET " + query + " HTTP/1.1" + rest.replace("Host: localhost", "X: y") + key,
                "GET " + query + " HTTP/1.1" + rest + "Authorization Bearer " + token + "\r\n" + key,
                "GET " + query + " HTTP/1.1" + rest + "X-\u00e4: " + token + "\r\n" + key,
                "GET http://a b" + query + " HTTP/1.1" + rest + key,
                "GET http://elsewhere" + query + " HTTP/1.1" + rest + key,
                "GET " + query.substring(1) + " HTTP/1.1" + rest + key,
                "POST " + query + " HTTP/1.1" + rest + key,
                "TRACE " + query + " HTTP/1.1" + rest + key,
                "CONNECT " + query + " HTTP/1.1" + rest + key,
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + query.repeat(20))) {
            say(target, request);
        }
    }

    private static void say(Target target, String request) {
        try (RawSocket socket = new RawSocket(target.uri)) {
            // A client that waits for the rest of the body is told that there is no more.
            socket.say(request).endOfRequest();
            socket.head();
        } catch (IOException refused) {
            // The container refuses it in the middle of the request; it must not have logged the token either.
        }
    }

    /** All tokens of a user have the same header and begin alike; the rest is what must not appear. */
    private void remember(String part) {
        if (part.length() > 30) {
            secrets.add(part.substring(part.length() - 20));
        }
    }

    private static byte[] auth(String token) {
        return ("{\"type\":\"auth\",\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static void knock(Target target, String path, String header) {
        try (RawSocket socket = new RawSocket(target.uri).knock(path, header)) {
            socket.head();
        } catch (IOException refused) {
            // The container refuses it in the middle of the request; it must not have logged the token either.
        }
    }

    private static String accessLog(Target target) throws IOException {
        Path log = target.output().stream()
                .filter(file -> file.getFileName().toString().startsWith("http_access"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No access log"));
        return Target.read(log);
    }
}
