package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ServerFrames.Greeting;
import dev.taskcast.wire.ServerFrames.TaskUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every frame equals its golden frame, character by character. The client library's tests read the same golden frames.
 */
class ServerFramesTest {
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00.250Z");
    private static final Instant EXPIRY = Instant.parse("2026-11-23T10:15:00Z");
    private static final String CURSOR = "AX3FM5xhAOgHAA";
    private static final Frame UPDATE = update("task.updated", "{\"id\": \"t1\", \"n\": 1.10}", "3-41", "");

    @Test
    void framesAreGolden() throws IOException {
        Greeting greeting = new Greeting("ada", "a1b2c3d4e5f60718", Duration.ofSeconds(25), EXPIRY);
        assertGolden("welcome", ServerFrames.welcome(greeting, new Beginning.Resumed(CURSOR)));
        assertGolden(
                "welcome-reset",
                ServerFrames.welcome(greeting, new Beginning.Reset(ResetReason.OUT_OF_WINDOW, CURSOR)));
        assertGolden("task_update", UPDATE);
        assertGolden(
                "task_update-fingerprint",
                update("task.updated", "{\"id\": \"t1\", \"n\": 1.10}", "e-1", "iLmJH1tvRZ-WbYxPZDEqUw"));
        assertGolden(
                "task_update-channel",
                ServerFrames.taskUpdate(
                        new TaskUpdate("task.updated", "{\"id\": \"t1\", \"n\": 1.10}", "3-41", "", "board:7", TIME),
                        CURSOR));
        assertGolden("heartbeat", ServerFrames.heartbeat(CURSOR));
        assertGolden("pong", ServerFrames.pong("", CURSOR));
        assertGolden("pong-id", ServerFrames.pong("\"a\\\"b\"", CURSOR));
        assertGolden("reset", ServerFrames.reset(ResetReason.TOPIC_REPLACED, CURSOR));
        assertGolden("reset-widened", ServerFrames.reset(ResetReason.WIDENED, CURSOR));
        assertGolden("narrowed", ServerFrames.narrowed(CURSOR));
        assertGolden("auth_expiring", ServerFrames.authExpiring(EXPIRY));
        assertGolden("auth_ok", ServerFrames.authOk(EXPIRY));
        assertGolden("goaway", ServerFrames.goaway(Duration.ofMillis(1_250)));
        assertGolden(
                "error",
                ServerFrames.error(ErrorCode.UNKNOWN_TYPE, "Clients send the types auth, ping, narrow and ack"));
        assertGolden("close", ServerFrames.close(CloseCode.UNAUTHORIZED, "token expired"));
        assertGolden("batch", ServerFrames.batch(List.of(UPDATE, ServerFrames.heartbeat(CURSOR))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T10:00:00Z",
                "2026-11-23T10:00:01Z",
                "2026-11-23T10:00:00.250Z",
                "2026-11-23T00:00:00.000001Z",
                "2026-11-23T10:15:30.000000001Z",
                "0000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59.900Z",
                "9999-12-31T23:59:59.999999999Z",
                "+292278994-08-17T07:12:55.807Z",
                "-292275055-05-16T16:47:04.192Z"
            })
    void timesAreWrittenAsTheJdkWritesThem(Instant time) {
        assertThat(ServerFrames.rfc3339(time)).isEqualTo(time.toString());
    }

    @Test
    void aTokenWithoutExpiryHasNoExpiryInItsFrames() {
        Greeting greeting = new Greeting("ada", "s", Duration.ofSeconds(25), Instant.MAX);
        assertThat(ServerFrames.welcome(greeting, new Beginning.Fresh(CURSOR)).text())
                .doesNotContain("expires_at");
        assertThat(ServerFrames.authOk(Instant.MAX).text()).isEqualTo("{\"type\":\"auth_ok\"}");
    }

    @Test
    void markupAndControlCharactersAreEscaped() {
        Greeting greeting = new Greeting("a\"\\\n\u0000</script>", "s", Duration.ofSeconds(25), EXPIRY);
        assertThat(ServerFrames.welcome(greeting, new Beginning.Fresh(CURSOR)).text())
                .contains("\"user\":\"a\\\"\\\\\\n\\u0000</script>\"");
    }

    private static Frame update(String event, String task, String id, String fingerprint) {
        return ServerFrames.taskUpdate(new TaskUpdate(event, task, id, fingerprint, TIME), CURSOR);
    }

    private static void assertGolden(String name, Frame frame) throws IOException {
        try (InputStream golden = ServerFramesTest.class.getResourceAsStream("/wire/" + name + ".json")) {
            assertThat(golden).as("src/test/resources/wire/%s.json", name).isNotNull();
            assertThat(frame.text()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }
}
