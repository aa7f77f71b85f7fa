package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way a frame goes; that no device can hold the others up is shown by SlowDevicesIT and AttackIT. */
class OutboundTest {
    private static final String FRAME = "{\"type\":\"pong\"}";
    private static final String LONG_FRAME = " ".repeat(Outbound.SHORT + 1);

    private final List<String> sent = new ArrayList<>();
    private final List<Boolean> ends = new ArrayList<>();
    private final Semaphore permits = new Semaphore(1);
    private final Session socket = socket();
    private final Outbound outbound = new Outbound(socket, permits);
    private boolean broken;
    private SendHandler outstanding;

    @Test
    void theFirstSendWaitsForNobody() {
        send(FRAME);
        assertThat(sent).containsExactly("async");
        assertThat(ends).isEmpty();
        complete();
        assertThat(ends).containsExactly(true);
    }

    @ParameterizedTest
    @CsvSource({"1, 32", "256, 32", "257, 31", "512, 16", "1024, 8"})
    void aCompletedShortSendBuysAFewOnTheSpotAndNotOneMore(int characters, int few) {
        String frame = " ".repeat(characters);
        send(frame);
        complete();
        for (int i = 0; i <= few; i++) {
            send(frame);
        }
        List<String> expected = new ArrayList<>(Collections.nCopies(few, "basic"));
        expected.add(0, "async");
        expected.add("async");
        assertThat(sent).isEqualTo(expected);
        assertThat(ends).hasSize(1 + few);
    }

    @Test
    void aLongSendBuysNothingAndIsNeverMadeOnTheSpot() {
        send(LONG_FRAME);
        complete();
        send(FRAME);
        complete();
        send(LONG_FRAME);
        assertThat(sent).containsExactly("async", "async", "async");
    }

    @Test
    void whileOthersBlockEverythingIsSentAsynchronously() {
        send(FRAME);
        complete();
        permits.acquireUninterruptibly();
        send(FRAME);
        assertThat(sent).containsExactly("async", "async");
    }

    @Test
    void aFailureOnTheSpotIsAFailedSendAndKeepsNoPermit() {
        send(FRAME);
        complete();
        broken = true;
        send(FRAME);
        assertThat(ends).containsExactly(true, false);
        assertThat(permits.availablePermits()).isOne();
    }

    @Test
    void aFailureLaterIsAFailedSend() {
        send(FRAME);
        outstanding.onResult(new SendResult(socket, new IllegalStateException("broken")));
        assertThat(ends).containsExactly(false);
    }

    private void send(String frame) {
        outbound.send(frame, ends::add);
    }

    private void complete() {
        outstanding.onResult(new SendResult(socket));
    }

    private Session socket() {
        return Fake.of(
                Session.class,
                (method, none) -> method.equals("getAsyncRemote")
                        ? Fake.of(RemoteEndpoint.Async.class, (send, arguments) -> {
                            sent.add("async");
                            outstanding = (SendHandler) arguments[1];
                            return null;
                        })
                        : Fake.of(RemoteEndpoint.Basic.class, (send, arguments) -> {
                            if (broken) {
                                throw new IllegalStateException("broken");
                            }
                            sent.add("basic");
                            return null;
                        }));
    }
}
