package dev.taskcast.proof;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The login service. It signs tokens that soon expire (ES256), and writes its public keys into a file that the gateways
 * read.
 *
 * <p>Programs in other languages get tokens by HTTP, at {@code /user}.
 */
final class Login implements AutoCloseable {
    private static final String ISSUER = "https://proof.example";
    private static final String AUDIENCE = "taskcast";
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private final Path file;
    private final HttpServer server;
    private final List<EllipticCurveJsonWebKey> keys = new ArrayList<>();

    /** Creates a service with one key. The file of its keys is in {@code folder}. */
    Login(Path folder) throws IOException {
        Files.createDirectories(folder);
        file = folder.toAbsolutePath().resolve("keys.json");
        rotate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] token =
                        of(exchange.getRequestURI().getPath().substring(1)).getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, token.length);
                exchange.getResponseBody().write(token);
            }
        });
        server.start();
    }

    /** Adds a key, which signs from now on. The old keys stay in the file, because their tokens are still valid. */
    synchronized void rotate() throws IOException {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("key-" + (keys.size() + 1));
            key.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            keys.add(key);
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
        Path next = file.resolveSibling("keys.next");
        Files.writeString(next, new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The settings that make a gateway trust this service. */
    Map<String, String> settings() {
        return Map.of(
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                file.toUri().toString(),
                "MP_JWT_VERIFY_PUBLICKEY_ALGORITHM",
                "ES256",
                "MP_JWT_VERIFY_ISSUER",
                ISSUER,
                "MP_JWT_VERIFY_AUDIENCES",
                AUDIENCE,
                "TASKCAST_AUTH_JWKS_REFRESH",
                "10s",
                "TASKCAST_AUTH_JWKS_RETRY",
                "1s");
    }

    /** A token of {@code user}, which allows publishing too. */
    synchronized String of(String user) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(user);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture((float) LIFETIME.toSeconds() / 60);
        claims.setStringListClaim("groups", "publisher");
        EllipticCurveJsonWebKey key = keys.get(keys.size() - 1);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The address at which a program gets tokens of {@code user}. */
    String address(String user) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + user;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
