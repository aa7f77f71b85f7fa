package dev.taskcast.bench.peer;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;

/**
 * The peer on Vert.x: one event loop owns the sockets and gets its updates from a {@link TaskUpdateFeed}.
 *
 * <p>Environment: {@code PORT}, {@code KAFKA_BOOTSTRAP_SERVERS}, {@code BETTER_AUTH_SECRET}.
 */
public final class VertxServer extends VerticleBase {
    private static final long HEARTBEAT_MS = 25_000;
    private static final String HEARTBEAT = "{\"type\":\"heartbeat\"}";
    private static final String PONG = "{\"type\":\"pong\"}";

    private final int port;
    private final TaskUpdateFeed feed;
    private final JwtConsumer tokens;
    private final Map<String, List<ServerWebSocket>> users = new HashMap<>();

    private VertxServer(int port, String brokers, String secret) {
        this.port = port;
        this.feed = new TaskUpdateFeed(brokers);
        this.tokens = new JwtConsumerBuilder()
                .setVerificationKey(new HmacKey(secret.getBytes(StandardCharsets.UTF_8)))
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
                .setRequireExpirationTime()
                .setRequireSubject()
                .build();
    }

    /** Serves until the process is ended. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
                .deployVerticle(new VertxServer(
                        Integer.parseInt(environment.get("PORT")),
                        environment.get("KAFKA_BOOTSTRAP_SERVERS"),
                        environment.get("BETTER_AUTH_SECRET")))
                .await();
    }

    @Override
    public Future<HttpServer> start() {
        feed.start(batch -> context.runOnContext(nothing -> {
            batch.forEach(this::deliver);
            feed.delivered();
        }));
        // Frames are short: compression would only cost buffers for each connection.
        HttpServerOptions options = new HttpServerOptions()
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        return vertx.createHttpServer(options)
                .webSocketHandler(this::accept)
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1");
    }

    private void answer(HttpServerRequest request) {
        int status = request.path().equals("/ready") ? (feed.isReady() ? 200 : 503) : 404;
        request.response().setStatusCode(status).end();
    }

    private void accept(ServerWebSocket socket) {
        Optional<String> known = socket.path().equals("/ws") ? user(socket) : Optional.empty();
        if (known.isEmpty()) {
            socket.close((short) 4001, "Authentication failed");
            return;
        }
        String user = known.get();
        users.computeIfAbsent(user, first -> new ArrayList<>(1)).add(socket);
        // A timer for each socket, so that heartbeats are spread like the connections.
        long heartbeats = vertx.setPeriodic(HEARTBEAT_MS, id -> socket.writeFinalTextFrame(HEARTBEAT));
        socket.textMessageHandler(text -> answer(socket, text));
        socket.closeHandler(nothing -> {
            vertx.cancelTimer(heartbeats);
            users.computeIfPresent(user, (same, others) -> others.remove(socket) && others.isEmpty() ? null : others);
        });
        socket.writeFinalTextFrame("{\"type\":\"welcome\"}");
    }

    private Optional<String> user(ServerWebSocket socket) {
        List<String> token = new QueryStringDecoder(socket.uri()).parameters().get("token");
        if (token == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(tokens.processToClaims(token.get(0)).getSubject());
        } catch (InvalidJwtException | MalformedClaimException invalid) {
            return Optional.empty();
        }
    }

    private static void answer(ServerWebSocket socket, String text) {
        try {
            if ("ping".equals(new JsonObject(text).getValue("type"))) {
                socket.writeFinalTextFrame(PONG);
            }
        } catch (RuntimeException noObject) {
            socket.close((short) 1003, "Not a JSON object");
        }
    }

    private void deliver(TaskUpdate update) {
        if (update.toAll()) {
            users.values().forEach(sockets -> send(sockets, update.frame()));
        } else {
            send(users.getOrDefault(update.user(), List.of()), update.frame());
        }
    }

    /** The JSON is made once. Vert.x turns it into bytes for each socket, because its text frames cannot be shared. */
    private static void send(List<ServerWebSocket> sockets, String frame) {
        for (ServerWebSocket socket : sockets) {
            socket.writeFinalTextFrame(frame);
        }
    }
}
