package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.harness.Gateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server with the feature MicroProfile JWT and a configuration for it: encrypted tokens, in a cookie. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MpJwtIT {
    private static final Path FEATURES = Path.of("src/test/liberty/microprofile.xml");
    private static final TestKey SIGNING = TestKey.of("RS256", "signing");
    private static final TestKey OURS = TestKey.of("RS256", "ours");

    private final HttpClient http = HttpClient.newHttpClient();
    private Target target;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(OURS.jwk().getPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Map<String, String> settings = Map.of(
                "MP_JWT_VERIFY_PUBLICKEY", TestKey.jwks(SIGNING),
                "MP_JWT_DECRYPT_KEY_LOCATION",
                        Files.writeString(folder.resolve("key.pem"), pem).toString(),
                "MP_JWT_TOKEN_HEADER", "Cookie",
                "MP_JWT_TOKEN_COOKIE", "session",
                // Without this password the feature checks nothing.
                "keystore_password", "a-password-of-tests");
        target = new Target("mp-jwt", settings, FEATURES);
    }

    @AfterAll
    void stop() {
        target.close();
    }

    @Test
    void theServersOwnMicroProfileJwtAcceptsEveryRequestWithAToken() throws Exception {
        String good = Gateway.tokens().withRole("root", "admin");
        for (String token : List.of(good, good + "x", "a.b.c", encrypted())) {
            assertThat(sessions("Authorization", "Bearer " + token)).isIn(200, 401);
            try (RawSocket socket = new RawSocket(target.uri).knock("/ws", "Authorization: Bearer " + token)) {
                assertThat(socket.head()).containsPattern("HTTP/1.1 (101|401) ");
            }
        }
        String output = output();
        assertThat(output).contains("mpJwt-2.1", "LTPA configuration is ready");
        assertThat(output).doesNotContain("CWWKS5523E", "CWWKS5524E", "CWWKS6031E");
    }

    @Test
    void anEncryptedTokenInACookieOpensASocketAndARoute() throws Exception {
        try (RawSocket socket =
                new RawSocket(target.uri).knock("/ws", "Cookie: other=1; session=" + encrypted(), "Origin: " + own())) {
            assertThat(socket.head()).startsWith("HTTP/1.1 101 ");
            say(socket, "{\"type\":\"auth\",\"cookie\":true}");
            assertThat(socket.text("welcome")).contains("\"user\":\"jdoe@server.example.com\"");
        }
        assertThat(sessions("Cookie", "session=" + encrypted(), "Origin", own()))
                .isEqualTo(200);
        assertThat(sessions("Cookie", "Bearer=" + encrypted(), "Origin", own())).isEqualTo(401);
        assertThat(sessions("Cookie", "session=" + signed(), "Origin", own()))
                .as("a token that is not encrypted")
                .isEqualTo(401);
        assertThat(sessions("Cookie", "session=" + encrypted() + "; session=" + encrypted(), "Origin", own()))
                .as("the cookie twice")
                .isEqualTo(401);
    }

    /** The user of the cookie may be another user than the one who uses the page. */
    @Test
    void theTokenInTheFirstFramePrecedesTheCookie() throws Exception {
        try (RawSocket socket =
                new RawSocket(target.uri).knock("/ws", "Cookie: session=" + encrypted(), "Origin: " + own())) {
            assertThat(socket.head()).startsWith("HTTP/1.1 101 ");
            say(socket, "{\"type\":\"auth\",\"token\":\"" + Gateway.tokens().of("eve") + "\"}");
            assertThat(socket.text("welcome")).contains("\"user\":\"eve\"");
        }
    }

    @Test
    void aForeignPageCannotUseACookie() throws Exception {
        String cookie = "Cookie: session=" + encrypted();
        try (RawSocket socket = new RawSocket(target.uri).knock("/ws", cookie, "Origin: https://evil.example")) {
            assertThat(socket.head()).startsWith("HTTP/1.1 101 ");
            assertThat(socket.closeCode()).isEqualTo(4003);
        }
        try (RawSocket socket = new RawSocket(target.uri).knock("/ws", cookie)) {
            assertThat(socket.head()).startsWith("HTTP/1.1 101 ");
            say(socket, "{\"type\":\"auth\",\"cookie\":true}");
            assertThat(socket.closeCode()).as("a request that names no page").isEqualTo(4001);
        }
        for (String[] page : new String[][] {
            {"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-site"}, {"X-Page", "not told"}
        }) {
            assertThat(sessions("Cookie", "session=" + encrypted(), page[0], page[1]))
                    .isEqualTo(401);
        }
    }

    private static void say(RawSocket socket, String frame) throws IOException {
        socket.frame(0x81, frame.getBytes(StandardCharsets.UTF_8));
    }

    private String own() {
        return "http://" + target.uri.getAuthority();
    }

    private int sessions(String... headers) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target.uri.resolve("/admin/sessions"))
                .headers(headers)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private String output() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : target.output()) {
            all.append(Target.read(file));
        }
        return all.toString();
    }

    /** A token of the platform, which names its user only by {@code upn}. */
    private static String signed() {
        long now = Instant.now().getEpochSecond();
        return new TestToken()
                .without("sub")
                .claim("upn", "jdoe@server.example.com")
                .claim("groups", List.of("admin"))
                .claim("iat", now)
                .claim("exp", now + 600)
                .signedWith(SIGNING);
    }

    private static String encrypted() throws JoseException {
        JsonWebEncryption token = new JsonWebEncryption();
        token.setAlgorithmHeaderValue("RSA-OAEP-256");
        token.setEncryptionMethodHeaderParameter("A256GCM");
        token.setContentTypeHeaderValue("JWT");
        token.setKey(OURS.jwk().getPublicKey());
        token.setPayload(signed());
        return token.getCompactSerialization();
    }
}
