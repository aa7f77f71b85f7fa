package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.TokenSource;
import dev.taskcast.auth.TestToken;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the first frame and a new token are handled, without a container. */
class ConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ConnectRequest COOKIE =
            SocketFixture.NOTHING.withToken(SocketFixture.token("ada"), TokenSource.COOKIE);

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Map<String, Object> properties = new ConcurrentHashMap<>();
    private final SocketFixture sockets = new SocketFixture();
    private final Connection connection = new Connection(sockets.edge, socket());

    @AfterEach
    void end() {
        connection.closed(1000);
        sockets.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"accept\":7|accept", "\"accept\":[null]|accept", "\"cursor\":[]|cursor", "\"token\":\"t\"|token"
            })
    void aWrongFieldOfTheFirstFrameIsNamedAndTheNextOneCounts(String field, String name) {
        open();
        say(auth(SocketFixture.token("ada")).replace("}", "," + field + "}"));
        say(auth(SocketFixture.token("ada")));
        say("{\"type\":\"ping\",\"id\":1}");
        heard("pong");
        assertThat(told).element(0).asString().contains("invalid_field", "Expected " + name + ":");
        assertThat(told).element(1).asString().contains("\"welcome\"");
        assertThat(told).hasSize(3);
    }

    /** An ack is never answered, even if its cursor is of another topic. A malformed cursor is a mistake. */
    @Test
    void aClientAcknowledgesACursorOfThisTopicOnly() {
        open();
        say(auth(SocketFixture.token("ada")));
        heard("welcome");
        say("{\"type\":\"ack\",\"cursor\":\"" + cursor("a topic") + "\"}");
        say("{\"type\":\"ping\",\"id\":1}");
        heard("pong");
        assertThat(told).hasSize(2);
        String foreign = "{\"type\":\"ack\",\"cursor\":\"" + cursor("another topic") + "\"}";
        for (int i = 0; i < 11; i++) {
            say(foreign);
        }
        say("{\"type\":\"ping\",\"id\":2}");
        heard("\"id\":2");
        assertThat(told).hasSize(3);
        say("{\"type\":\"ack\",\"cursor\":1}");
        heard("Expected cursor: ");
    }

    @Test
    void nullInTheFirstFrameIsAsIfAbsent() {
        open();
        say("{\"type\":\"auth\",\"token\":\"" + SocketFixture.token("ada") + "\",\"cursor\":null,\"accept\":null}");
        heard("\"resume\":\"fresh\"");
        assertThat(told).hasSize(1);
    }

    @Test
    void wrongFieldsOfTheFirstFrameAreAnsweredAFewTimes() {
        open();
        for (int i = 0; i < 11; i++) {
            say("{\"type\":\"auth\",\"token\":7}");
        }
        heard("1008 too many invalid frames");
        assertThat(told).filteredOn(it -> it.contains("invalid_field")).hasSize(10);
    }

    @Test
    void aFirstFrameWithoutATokenEndsTheConnection() {
        open();
        say("{\"type\":\"ping\"}");
        heard("4001 token missing");
    }

    @Test
    void renewalsThatFailEndTheConnection() {
        open();
        say(auth(SocketFixture.token("ada")));
        for (int i = 0; i < 10; i++) {
            say(auth(i % 2 == 0 ? SocketFixture.token("eve") : "a.b.c" + i));
        }
        say(auth(SocketFixture.token("ada")));
        heard("auth_ok");
        assertThat(told).filteredOn(it -> it.contains("token_refused")).hasSize(10);
        say(auth("a.b.c"));
        heard("1008 too many invalid frames");
    }

    @Test
    void theUserOfASocketIsThatOfItsNewestToken() {
        open();
        assertThat(properties).isEmpty();
        say(auth(SocketFixture.token("ada")));
        heard("welcome");
        JsonWebToken first = (JsonWebToken) properties.get("org.eclipse.microprofile.jwt.JsonWebToken");
        assertThat(first.getName()).isEqualTo("ada");
        assertThat(first.getSubject()).isEqualTo("ada");

        say(auth(SocketFixture.token("eve")));
        heard("token_refused");
        assertThat(properties).containsValue(first);
        say(auth(new TestToken().claim("jti", "second").signedWith(SocketFixture.KEY)));
        heard("auth_ok");
        assertThat(properties.values())
                .singleElement(InstanceOfAssertFactories.type(JsonWebToken.class))
                .extracting(JsonWebToken::getTokenID)
                .isEqualTo("second");
    }

    /** Otherwise eve's page would get ada's events, because ada was signed in there before. */
    @Test
    void aCookieOpensASessionOnlyAfterTheFirstFrame() {
        connection.open(COOKIE);
        assertThat(properties).isEmpty();
        assertThat(sockets.admission.unauthenticated()).isEqualTo(1);

        say(auth(SocketFixture.token("eve")).replace("}", ",\"cursor\":\"" + cursor("a topic") + "\"}"));
        heard("\"user\":\"eve\"");
        assertThat(told).hasSize(1).first().asString().contains("\"resume\":\"resumed\"");
        assertThat(sockets.admission.unauthenticated()).isZero();
    }

    @Test
    void aFirstFrameMayAskForTheCookieAndSayTheRest() {
        connection.open(COOKIE);
        say("{\"type\":\"auth\",\"cookie\":true,\"cursor\":\"" + cursor("a topic") + "\"}");
        heard("\"user\":\"ada\"");
        assertThat(told).hasSize(1).first().asString().contains("\"resume\":\"resumed\"");

        say("{\"type\":\"auth\",\"cookie\":true}");
        heard("Expected token: ");
        say(auth(SocketFixture.token("ada")));
        heard("auth_ok");
    }

    @Test
    void aFrameThatAsksForAMissingCookieEndsTheConnection() {
        open();
        say("{\"type\":\"auth\",\"cookie\":true}");
        heard("4001 token missing");
    }

    @Test
    void aConnectionThatEndsBeforeItWaitsIsNotCountedAsWaiting() {
        connection.failed();
        open();
        assertThat(sockets.admission.unauthenticated()).isZero();
    }

    private void open() {
        connection.open(SocketFixture.NOTHING);
    }

    private void say(String frame) {
        connection.onMessage(frame, true);
    }

    private void heard(String part) {
        Await.until(PATIENCE, () -> told.stream().anyMatch(it -> it.contains(part)), part + " in " + told);
    }

    private static String auth(String token) {
        return "{\"type\":\"auth\",\"token\":\"" + token + "\"}";
    }

    private Session socket() {
        RemoteEndpoint.Basic basic = Fake.of(RemoteEndpoint.Basic.class, (method, arguments) -> {
            told.add((String) arguments[0]);
            return null;
        });
        return Fake.of(Session.class, (method, arguments) -> switch (method) {
            case "getBasicRemote" -> basic;
            case "getUserProperties" -> properties;
            case "close" ->
                told.add(((CloseReason) arguments[0]).getCloseCode().getCode() + " "
                        + ((CloseReason) arguments[0]).getReasonPhrase());
            default -> null;
        });
    }

    private static String cursor(String topic) {
        return new Cursor(TopicIdentity.of(topic), new long[1]).encode();
    }
}
