package dev.taskcast.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/**
 * An authorization server on the loopback interface. It issues tokens to one client (RFC 6749 §4.4), and its keys to
 * every client.
 */
public final class TokenEndpoint implements AutoCloseable {
    public static final String ISSUER = "https://login.example.com";
    public static final String AUDIENCE = "kafka";

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final String authorization;
    private final RsaJsonWebKey key;
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int refusal;
    private volatile CountDownLatch held = new CountDownLatch(0);

    /** Starts a server that knows the client {@code id} with its {@code secret}. */
    public TokenEndpoint(String id, String secret) {
        byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
        try {
            key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("first");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
        server.createContext("/token", this::token);
        server.createContext("/keys", exchange -> answer(exchange, OK, keys()));
        server.start();
    }

    /** The URL for tokens. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** The URL of its keys. */
    public String keysUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    /** From now on the answer is {@code status}; 0 ends that. */
    public TokenEndpoint refuse(int status) {
        refusal = status;
        return this;
    }

    /** From now on it answers no request until {@link #goOn}. */
    public TokenEndpoint hold() {
        held = new CountDownLatch(1);
        return this;
    }

    /** Answers the waiting requests, and all later ones. */
    public void goOn() {
        held.countDown();
    }

    /** How often it was asked for a token. */
    public int requests() {
        return requests.get();
    }

    private void token(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean isKnown = authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (refusal != 0) {
            answer(exchange, refusal, "{\"error\":\"temporarily_unavailable\"}");
        } else if (isKnown && body.contains("grant_type=client_credentials")) {
            answer(exchange, OK, "{\"access_token\":\"" + sign() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        } else {
            answer(exchange, UNAUTHORIZED, "{\"error\":\"invalid_client\"}");
        }
    }

    private String keys() {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** A token that is valid for an hour. */
    public String sign() {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("taskcast");
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setStringClaim("scope", "topics");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
    }
}
