package dev.taskcast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.harness.Await;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stream does when its client stops reading, leaves, or is sent away. */
class EventStreamTest {
    private static final Frame FRAME = ServerFrames.heartbeat("AX3F");
    private static final String EVENT = "id: AX3F\ndata: {\"type\":\"heartbeat\",\"cursor\":\"AX3F\"}\n\n";
    private static final String RETRY = "retry: [1-5][0-9]{3}\n";

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 64);
    private final FakeOutput output = new FakeOutput();
    private final List<String> closes = new CopyOnWriteArrayList<>();
    private final EventStream stream =
            new EventStream(threads, output, (code, reason) -> closes.add(code.number() + " " + reason));

    @AfterEach
    void end() {
        output.leave();
        threads.close();
    }

    @Test
    void theFirstLineComesImmediatelyAndOnce() {
        stream.begin();
        await(() -> output.text().matches(RETRY));
        assertThat(stream.send(List.of(FRAME))).isTrue();
        assertThat(output.text()).matches(RETRY + "\\Q" + EVENT + "\\E");
    }

    @Test
    void theFirstLineComesBeforeEverythingElse() {
        assertThat(stream.send(List.of(FRAME))).isTrue();
        stream.begin();
        assertThat(stream.send(List.of(FRAME))).isTrue();
        assertThat(output.text()).matches(RETRY + "\\Q" + EVENT + EVENT + "\\E");
    }

    @Test
    void theEndIsTheLastEventAndEndsTheResponse() {
        stream.send(List.of(FRAME));
        stream.close(CloseCode.FORBIDDEN, "token revoked");
        await(() -> output.completed() == 1);
        assertThat(output.text())
                .matches(
                        "(?s).*" + RETRY
                                + "\\Qdata: {\"type\":\"close\",\"code\":4003,\"reason\":\"token revoked\",\"advice\":\"stop\"}\n\n\\E");
        assertThat(closes).containsExactly("4003 token revoked");
        assertThat(stream.send(List.of(FRAME))).isFalse();
        stream.close(CloseCode.NORMAL, "once more");
        assertThat(closes).hasSize(1);
    }

    @Test
    void aStreamThatWasNeverWrittenToCanEnd() {
        stream.close(CloseCode.TRY_AGAIN_LATER, "later");
        await(() -> output.completed() == 1);
        assertThat(output.text()).startsWith("retry: ").contains("\"code\":1013");
    }

    @Test
    void theEndWaitsForTheEventThatIsUnderWay() {
        CompletableFuture<Boolean> sent = blockedSend();
        stream.close(CloseCode.GOING_AWAY, "this replica is leaving");
        assertThat(output.completed()).isZero();
        output.read();
        assertThat(sent.join()).isTrue();
        await(() -> output.completed() == 1);
        assertThat(output.text()).contains(EVENT + "retry: ").endsWith("\"advice\":\"reconnect\"}\n\n");
    }

    @Test
    void aReaderThatStoppedIsCutAtItsDeadline() {
        CompletableFuture<Boolean> sent = blockedSend();
        stream.close(CloseCode.TOO_SLOW, "too slow");
        assertThat(sent.join()).isFalse();
        await(() -> output.completed() == 1);
        assertThat(output.isCut()).isTrue();
        assertThat(closes).containsExactly("4008 too slow");
        assertThat(output.text()).doesNotContain("close");
    }

    @Test
    void aStreamWhoseLastEventIsNotReadIsCutAfterATime() {
        stream.send(List.of(FRAME));
        output.stopReading();
        stream.close(CloseCode.UNAUTHORIZED, "token expired");
        await(() -> output.blocked() == 1);
        assertThat(output.completed()).isZero();
        RunnableScheduledFuture<?> deadline = timersOfSeconds().get(0);
        assertThat(deadline.getDelay(TimeUnit.SECONDS))
                .isLessThanOrEqualTo(EventStream.CUT.toSeconds())
                .isPositive();
        deadline.run();
        await(() -> output.completed() == 1);
        assertThat(output.isCut()).isTrue();
    }

    @Test
    void aClientThatLeftIsFoundByAWriteAndCountsAsNoClose() {
        stream.send(List.of(FRAME));
        output.leave();
        assertThat(stream.send(List.of(FRAME))).isFalse();
        assertThat(stream.send(List.of(FRAME))).isFalse();
        stream.close(CloseCode.SERVER_ERROR, "the connection failed");
        await(() -> output.completed() == 1);
        assertThat(closes).isEmpty();
        assertThat(output.isCut()).isFalse();
    }

    @Test
    void nothingIsCutOnceTheResponseHasEnded() {
        stream.send(List.of(FRAME));
        output.stopReading();
        stream.close(CloseCode.FORBIDDEN, "token revoked");
        await(() -> output.blocked() == 1);
        RunnableScheduledFuture<?> deadline = timersOfSeconds().get(0);
        output.read();
        await(() -> output.completed() == 1);
        deadline.run();
        assertThat(output.isCut()).isFalse();
    }

    /** Perhaps only half of the event was sent, so nothing may follow. */
    @Test
    void afterAWriteThatFailedWithAnErrorNothingIsWritten() {
        stream.send(List.of(FRAME));
        String before = output.text();
        OutOfMemoryError error = new OutOfMemoryError("in a test");
        output.failWith(error);
        assertThatThrownBy(() -> stream.send(List.of(FRAME))).isSameAs(error);
        output.recover();
        assertThat(stream.send(List.of(FRAME))).isFalse();
        stream.close(CloseCode.SERVER_ERROR, "unexpected failure");
        await(() -> output.completed() == 1);
        assertThat(output.text()).isEqualTo(before);
    }

    @Test
    void noTimerIsLeftOfAStreamThatHasEnded() {
        stream.send(List.of(FRAME));
        stream.close(CloseCode.FORBIDDEN, "token revoked");
        await(() -> output.completed() == 1);
        Await.until(EventStream.CUT.dividedBy(2), () -> timersOfSeconds().isEmpty(), "no timer of the stream");
    }

    @Test
    void aStreamSaysThatItCannotAnswerPings() {
        assertThat(stream.answersPings()).isFalse();
    }

    /** The timers of the threads themselves run ten times a second. */
    private List<RunnableScheduledFuture<?>> timersOfSeconds() {
        List<RunnableScheduledFuture<?>> timers = new ArrayList<>();
        for (Runnable timer : ((ScheduledThreadPoolExecutor) threads.scheduler()).getQueue()) {
            RunnableScheduledFuture<?> scheduled = (RunnableScheduledFuture<?>) timer;
            if (scheduled.getDelay(TimeUnit.SECONDS) > 0) {
                timers.add(scheduled);
            }
        }
        return timers;
    }

    private CompletableFuture<Boolean> blockedSend() {
        stream.send(List.of(FRAME));
        output.stopReading();
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        threads.calls().execute(() -> sent.complete(stream.send(List.of(FRAME))));
        await(() -> output.blocked() == 1);
        return sent;
    }

    private static void await(Callable<Boolean> condition) {
        Await.until(Duration.ofSeconds(10), condition, "the stream");
    }
}
