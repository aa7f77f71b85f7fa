package dev.taskcast.presence;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.admission.HttpCallers;
import dev.taskcast.auth.Caller;
import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceServletTest {
    private static final Instant START = Instant.parse("2026-11-26T03:00:00Z");

    private static final Cursor CURSOR = new Cursor(TopicIdentity.of("a topic"), new long[] {7});

    private Instant now = START;
    private final Presence presence = new Presence(
            settings().with("taskcast.presence.topic", "presence").presence(),
            () -> now,
            () -> Duration.between(START, now),
            "0123456789abcdef");
    private Presence asked = presence;
    private String role = "publisher";
    private final Map<String, String> headers = new HashMap<>();
    private int status;
    private String body = "";

    @Test
    void theAnswerTellsWhoIsOnlineAndAsOfWhen() throws IOException {
        presence.listener().opened("ada", "s1");
        presence.listener().acknowledged("ada", CURSOR);
        read();
        now = now.plusMillis(750);
        get("user=ada&user=b%C3%B6b&user=ada");
        assertThat(status).isEqualTo(200);
        assertThat(body)
                .isEqualTo("{\"as_of\":\"2026-11-26T03:00:00Z\",\"stale_ms\":750,\"replicas\":1,"
                        + "\"complete\":true,\"users\":["
                        + "{\"user\":\"ada\",\"online\":true,\"devices\":1,\"since\":\"2026-11-26T03:00:00Z\","
                        + "\"last_seen\":\"2026-11-26T03:00:00Z\",\"acked\":\"" + CURSOR.encode() + "\"},"
                        + "{\"user\":\"böb\",\"online\":false,\"devices\":0}]}");
        assertThat(headers).containsEntry("Cache-Control", "no-store").containsEntry("type", "application/json");
    }

    @Test
    void onlyAPublisherMayAsk() throws IOException {
        read();
        role = "revoker";
        get("user=ada");
        assertThat(status).isEqualTo(403);
        role = "";
        get("user=ada");
        assertThat(status).isEqualTo(401);
        assertThat(headers).containsKey("WWW-Authenticate");
        assertThat(body).doesNotContain("ada");
    }

    @Test
    void beforeTheTopicWasReadNobodyIsSaidToBeOffline() throws IOException {
        get("user=ada");
        assertThat(status).isEqualTo(503);
        assertThat(headers).containsEntry("Retry-After", "5").containsEntry("type", "application/problem+json");
        read();
        get("user=ada");
        assertThat(status).isEqualTo(200);
    }

    @Test
    void theRouteDoesNotExistIfPresenceIsOff() throws IOException {
        asked = new Presence(settings().presence(), () -> now, () -> Duration.ZERO, "0123456789abcdef");
        get("user=ada");
        assertThat(status).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user=", "users=ada", "user=ada&user=", "user=%zz"})
    void aQuestionMustNameUsers(String query) throws IOException {
        read();
        get(query);
        assertThat(status).isEqualTo(400);
    }

    @Test
    void aHundredUsersCanBeAskedForTogether() throws IOException {
        read();
        get(users(100));
        assertThat(status).isEqualTo(200);
        get(users(101));
        assertThat(status).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "DELETE"})
    void methodsOtherThanGetAreRefused(String method) throws IOException {
        read();
        send(request("user=ada").method(method));
        assertThat(status).isEqualTo(405);
        assertThat(headers).containsEntry("Allow", "GET");
    }

    private static String users(int count) {
        return IntStream.range(0, count).mapToObj(i -> "user=u" + i).collect(Collectors.joining("&"));
    }

    /** The topic has the replica's records, and they were read. */
    private void read() {
        presence.renewal().ifPresent(this::take);
        presence.changed().forEach(user -> presence.say(user).forEach(this::take));
        presence.isRead(Duration.ZERO);
    }

    private void take(Saying saying) {
        presence.take(saying.record(), now);
    }

    private SentRequest request(String query) {
        SentRequest request = new SentRequest("10.0.0.1").query(query);
        return role.isEmpty() ? request : request.header("Authorization", "Bearer " + role);
    }

    private void get(String query) throws IOException {
        send(request(query));
    }

    private void send(SentRequest request) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> switch (method) {
            case "setStatus" -> {
                status = (Integer) arguments[0];
                yield null;
            }
            case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> headers.put("type", (String) arguments[0]);
            case "setContentLength" -> null;
            case "getOutputStream" -> output(sent);
            default -> throw new UnsupportedOperationException(method);
        });
        HttpCallers callers =
                new HttpCallers(token -> new Caller("backend", Instant.EPOCH, Instant.MAX, Set.of(token)));
        new PresenceServlet(asked, callers).service(request.asServlet(), response);
        body = sent.toString(StandardCharsets.UTF_8);
    }

    private static ServletOutputStream output(ByteArrayOutputStream sent) {
        return new ServletOutputStream() {
            @Override
            public void write(int single) {
                sent.write(single);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
