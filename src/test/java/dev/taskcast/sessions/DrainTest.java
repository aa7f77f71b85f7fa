package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A replica shuts down: every client has its own time to leave, and gets events until it has left. */
class DrainTest {
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration TIME = Duration.ofSeconds(20);

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Drain drain = new Drain(sessions.registry, threads);
    private final List<FakeTransport> sockets = new ArrayList<>();
    private final List<Session> open = new ArrayList<>();

    @Test
    void isOverImmediatelyWithoutSessions() {
        assertThat(drain.begin(Duration.ZERO, TIME)).isCompletedWithValue(0);
    }

    @Test
    void slotsAreSpreadOverTwoFifthsOfTheTime() {
        connect(10);
        drain.begin(Duration.ZERO, TIME);
        threads.run();
        List<Long> slots =
                sockets.stream().map(socket -> delay(socket.last())).sorted().toList();
        assertThat(slots).containsExactly(0L, 800L, 1_600L, 2_400L, 3_200L, 4_000L, 4_800L, 5_600L, 6_400L, 7_200L);
    }

    @Test
    void aClientThatCouldNotBeToldDelaysNoOther() {
        connect(10);
        threads.refuseNext = true;
        CompletableFuture<Integer> left = drain.begin(Duration.ZERO, TIME);
        threads.run();
        assertThat(sockets).filteredOn(it -> it.types().contains("goaway")).hasSize(9);
        threads.pass(TIME);
        assertThat(left).isCompletedWithValue(10);
        assertThat(sockets).allSatisfy(it -> assertThat(it.closes).hasSize(1));
    }

    @Test
    void eventsAreDeliveredMeanwhile() {
        connect(1);
        drain.begin(Duration.ZERO, TIME);
        threads.pass(TIME.dividedBy(4));
        sessions.publish("user-0");
        threads.run();
        assertThat(sockets.get(0).types()).containsExactly("welcome", "goaway", "task_update");
    }

    /** A scrape seldom catches the end of a replica, but always a part of its drain. */
    @Test
    void theTimeOfADrainGrowsUntilTheDrainEndsAndThenStays() {
        connect(2);
        assertThat(drain.leavingFor()).isZero();
        drain.begin(Duration.ZERO, TIME);
        threads.pass(Duration.ofSeconds(3));
        assertThat(drain.leavingFor()).hasSeconds(3);
        open.forEach(Session::closed);
        threads.pass(Duration.ofMinutes(1));
        assertThat(drain.leavingFor()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_100));
    }

    @Test
    void isOverAsSoonAsTheLastOneHasLeft() {
        connect(2);
        CompletableFuture<Integer> left = drain.begin(Duration.ZERO, TIME);
        threads.pass(Duration.ofSeconds(1));
        open.forEach(Session::closed);
        threads.pass(Duration.ofMillis(50));
        assertThat(left).isCompletedWithValue(0);
    }

    @Test
    void closesClientsThatDoNotLeaveOneAfterTheOther() {
        connect(10);
        CompletableFuture<Integer> left = drain.begin(Duration.ZERO, TIME);
        threads.pass(TIME.dividedBy(2));
        threads.pass(TIME.dividedBy(8));
        assertThat(sockets.stream().filter(socket -> !socket.closes.isEmpty())).hasSizeBetween(4, 7);
        threads.pass(TIME.dividedBy(4));
        assertThat(sockets)
                .allSatisfy(socket ->
                        assertThat(socket.closes).singleElement().asString().startsWith("1001 "));
        assertThat(left).isCompletedWithValue(10);
    }

    @Test
    void aClientThatLeavesLateIsNotClosedAndDelaysNoOther() {
        connect(10);
        CompletableFuture<Integer> left = drain.begin(Duration.ZERO, TIME);
        threads.pass(TIME.dividedBy(2).plusMillis(100));
        open.forEach(Session::closed);
        threads.pass(Duration.ofMillis(500));
        assertThat(left).isNotDone();
        threads.pass(Duration.ofMillis(200));
        assertThat(left).as("the first one was closed").isCompletedWithValue(1);
    }

    /** The last client that is closed has time for its close frame. */
    @Test
    void afterTheLastCloseThereIsTimeForItsFrame() {
        connect(1);
        CompletableFuture<Integer> left = drain.begin(Duration.ZERO, TIME);
        threads.pass(TIME.dividedBy(2).plusMillis(100));
        assertThat(sockets.get(0).closes).hasSize(1);
        threads.pass(Duration.ofMillis(350));
        assertThat(left).isNotDone();
        threads.pass(Duration.ofMillis(300));
        assertThat(left).isCompletedWithValue(1);
    }

    @Test
    void aSecondDrainJoinsTheFirst() {
        connect(1);
        assertThat(drain.begin(Duration.ZERO, TIME)).isSameAs(drain.begin(Duration.ZERO, Duration.ZERO));
    }

    @Test
    void isImmediatelyNotReadyAndServesAllDevicesForTheRotationTime() {
        connect(1);
        CompletableFuture<Integer> left = drain.begin(WAIT, TIME);
        assertThat(drain.hasBegun()).isTrue();
        threads.pass(WAIT.minusMillis(1));
        assertThat(drain.sendsAway()).isFalse();
        connect(1);
        assertThat(sockets).allSatisfy(socket -> assertThat(socket.types()).containsExactly("welcome"));
        threads.pass(Duration.ofMillis(1));
        assertThat(sockets).allSatisfy(socket -> assertThat(socket.types()).containsExactly("welcome", "goaway"));
        assertThat(drain.sendsAway()).isTrue();
        assertThatThrownBy(() -> connect(1)).hasMessageContaining("this replica is leaving");
        assertThat(left).isNotDone();
    }

    /** If the drain ended immediately, the server would end while new devices still arrive. */
    @Test
    void waitsForTheRotationTimeAlsoWithoutSessions() {
        CompletableFuture<Integer> left = drain.begin(WAIT, TIME);
        threads.pass(WAIT.minusMillis(1));
        assertThat(left).isNotDone();
        threads.pass(Duration.ofMillis(1));
        assertThat(left).isCompletedWithValue(0);
    }

    @Test
    void aSecondDrainWithLessTimeEndsTheWait() {
        connect(1);
        CompletableFuture<Integer> left = drain.begin(WAIT, TIME);
        assertThat(drain.begin(Duration.ZERO, Duration.ofSeconds(4))).isSameAs(left);
        threads.pass(Duration.ofSeconds(4));
        assertThat(left).isCompletedWithValue(1);
        threads.pass(WAIT.plus(TIME));
        assertThat(sockets.get(0).types()).containsExactly("welcome", "goaway");
    }

    private void connect(int count) {
        for (int i = 0; i < count; i++) {
            FakeTransport socket = new FakeTransport();
            open.add(sessions.open("user-" + i, socket));
            sockets.add(socket);
        }
        threads.run();
    }

    private static long delay(String goaway) {
        assertThat(goaway).startsWith("{\"type\":\"goaway\",\"reconnect_in_ms\":");
        return Long.parseLong(goaway.replaceAll("\\D", ""));
    }
}
