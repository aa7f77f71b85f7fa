package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client may send, and what happens when it sends something else.
 *
 * <p>The test sends nothing after a frame that ends the connection: a client that still writes might not see why it
 * ended ({@link AttackIT}).
 */
class FramesIT extends EdgeScenario {
    private static final int LIMIT = 16 << 10;
    private static final int TWO_SECONDS_WORTH = 40;

    private Device device;

    @BeforeEach
    void connect() throws Exception {
        device = devices.of(Devices.user("ada"));
    }

    @Test
    void aPingIsAnsweredWithTheCursor() throws Exception {
        device.send("{\"type\":\"ping\"}");
        assertThat(device.next("pong").fields()).containsOnlyKeys("type", "cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "\"\\u00e4 \\\"\"", "0", "42", "-1.50", "12345678901234567890"})
    void aPongRepeatsTheIdOfItsPing(String id) throws Exception {
        device.send("{\"type\":\"ping\",\"id\":" + id + "}");
        Frame pong = device.next("pong");
        assertThat(pong.fields())
                .containsEntry("id", Frame.read("{\"id\":" + id + "}").fields().get("id"));
        assertThat(pong.text()).contains(id.startsWith("\"") ? "" : "\"id\":" + id + ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rubbish | invalid_json",
                "[1] | invalid_json",
                "{\"type\":\"ping\"}{} | invalid_json",
                "{\"type\":\"ping\" | invalid_json",
                "{} | unknown_type",
                "{\"type\":\"subscribe\"} | unknown_type",
                "{\"type\":\"ping\",\"id\":{}} | invalid_field",
                "{\"type\":\"ping\",\"id\":\"\\ud83d\"} | invalid_field",
                "{\"type\":\"auth\"} | invalid_field",
                "{\"type\":\"auth\",\"token\":7} | invalid_field"
            })
    void aWrongFrameIsAnsweredAndTheConnectionLivesOn(String frame, String code) throws Exception {
        device.send(frame);
        assertThat(device.next("error").fields())
                .containsOnlyKeys("type", "code", "message", "retryable")
                .containsAllEntriesOf(Map.of("code", code, "retryable", false));
        device.livesOn();
    }

    @Test
    void jsonThatIsTooDeepIsAnError() throws Exception {
        device.send("{\"type\":\"ping\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
        device.next("error");
        device.livesOn();
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        device.send("{\"x\":{\"type\":\"auth\"},\"type\":\"ping\",\"id\":1,\"y\":[1,{}]}");
        assertThat(device.next("pong").text()).contains("\"id\":1");
    }

    @Test
    void tooManyWrongFramesEndTheConnection() throws Exception {
        for (int i = 0; i < 11; i++) {
            device.send("{}");
        }
        assertThat(device.close()).isEqualTo("1008 too many invalid frames");
    }

    @Test
    void aFloodEndsTheConnection() throws Exception {
        int pings = 0;
        while (pings < 250 * TWO_SECONDS_WORTH && device.pingIsAnswered()) {
            pings++;
        }
        assertThat(device.close()).isEqualTo("1008 too many frames per second");
        assertThat(pings).isGreaterThanOrEqualTo(TWO_SECONDS_WORTH);
    }

    @Test
    void aBinaryFrameEndsTheConnection() throws Exception {
        device.sendBinary(new byte[] {1, 2, 3});
        assertThat(device.close()).isEqualTo("1003 text frames only");
    }

    @Test
    void aMessageOfTheLargestSizeIsTaken() throws Exception {
        String ping = "{\"type\":\"ping\"}";
        device.send(ping + " ".repeat(LIMIT - ping.length()));
        device.next("pong");
    }

    @Test
    void aMessageThatIsTooLargeEndsTheConnection() throws Exception {
        device.send("x".repeat(LIMIT + 1));
        assertThat(device.close()).startsWith("1009 ");
    }

    @Test
    void fragmentsWithoutEndEndTheConnection() throws Exception {
        for (int sent = 0; sent <= LIMIT; sent += 1_000) {
            device.sendPart("x".repeat(1_000), false);
        }
        assertThat(device.close()).startsWith("1009 ");
    }

    @Test
    void anEmptyFrameEndsTheConnection() throws Exception {
        device.send("");
        assertThat(device.close()).startsWith("1009 ");
    }

    @Test
    void aMessageInFragmentsIsOneMessage() throws Exception {
        device.sendPart("{\"type\":", false);
        device.sendPart("\"ping\",\"id\"", false);
        device.sendPart(":5}", true);
        assertThat(device.next("pong").text()).contains("\"id\":5");
    }
}
