package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that returns with its cursor has lost nothing and gets nothing twice, or is told so. */
class ResumeIT extends EdgeScenario {
    private static final int EVENTS = 400;

    private final String token = devices.tokens.of(ada);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reconnectsWhileEventsKeepComingLeaveNoGapAndNoDuplicate(boolean firstFrame) throws Exception {
        String cursor = welcomed(devices.connect(Knock.byHeader(token))).cursor();
        CompletableFuture<Void> traffic = Topic.updates(ada, EVENTS);
        List<Integer> received = new ArrayList<>();
        for (int visit = 0; received.size() < EVENTS; visit++) {
            Device device = devices.connect(
                    firstFrame ? byFrame(cursor) : Knock.byHeader(token).query("cursor", cursor));
            Frame frame = welcomed(device);
            assertThat(frame.string("resume")).isEqualTo("resumed");
            for (int i = 0; i < 1 + visit * 7 % 40 && received.size() < EVENTS; i++) {
                frame = device.next("task_update");
                received.add(frame.number());
            }
            cursor = frame.cursor();
            device.leave();
        }
        traffic.join();
        assertThat(received).isEqualTo(IntStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    @Test
    void theCursorOfAPongIsAsGoodAsThatOfAnEvent() throws Exception {
        Device device = devices.of(ada);
        Topic.update(ada, "{\"id\":1}");
        device.nextTask();
        device.send("{\"type\":\"ping\"}");
        String cursor = device.next("pong").cursor();
        device.leave();
        Topic.update(ada, "{\"id\":2}");
        Device again = devices.connect(Knock.byQuery(token).query("cursor", cursor));
        assertThat(welcomed(again).string("resume")).isEqualTo("resumed");
        assertThat(again.nextTask()).isEqualTo("{\"id\":2}");
        hasNothingElse(again, ada);
    }

    @Test
    void theCursorInTheFirstFrameWinsOverTheOneInTheUrl() throws Exception {
        String cursor = welcomed(devices.connect(Knock.byHeader(token))).cursor();
        Device device = devices.connect(byFrame(cursor).query("cursor", "rubbish"));
        assertThat(welcomed(device).string("resume")).isEqualTo("resumed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "", "AA", "%00", "AQAAAAAAgICAgICAgICAgIA"})
    void aMalformedCursorIsAnsweredWithAReset(String cursor) throws Exception {
        isReset(cursor, "malformed_cursor");
    }

    @Test
    void anOversizedCursorIsAnsweredWithAReset() throws Exception {
        isReset("A".repeat(3_000), "malformed_cursor");
    }

    @Test
    void theCursorOfAnotherTopicIsAnsweredWithAReset() throws Exception {
        isReset(new Cursor(TopicIdentity.of("another"), new long[] {1}).encode(), "topic_replaced");
    }

    private void isReset(String cursor, String reason) throws Exception {
        Device device = devices.connect(Knock.byQuery(token).query("cursor", cursor));
        Frame welcome = welcomed(device);
        assertThat(welcome.string("resume")).isEqualTo("reset");
        assertThat(welcome.string("reason")).isEqualTo(reason);
        Topic.update(ada, "{\"id\":\"next\"}");
        assertThat(device.nextTask()).isEqualTo("{\"id\":\"next\"}");
    }

    private Knock byFrame(String cursor) {
        return Knock.bare().saying("{\"type\":\"auth\",\"token\":\"" + token + "\",\"cursor\":\"" + cursor + "\"}");
    }

    private static Frame welcomed(Device device) throws InterruptedException {
        return device.next("welcome");
    }
}
