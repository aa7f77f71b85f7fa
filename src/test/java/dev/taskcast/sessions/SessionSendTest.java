package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sends come one at a time and in order, for any behaviour of the socket. */
class SessionSendTest {
    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();

    @Test
    void welcomeIsFirstEvenWhenThereIsSomethingToReplay() {
        sessions.publish("ada");
        sessions.publish("ada");
        sessions.resume("ada", 0, socket);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update", "task_update");
    }

    @Test
    void welcomeIsFirstEvenWhenAPingAndAnEventCameBeforeIt() {
        Session session = sessions.resume("ada", 2, socket);
        session.pong("");
        sessions.publish("ada");
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).startsWith("welcome");
    }

    @Test
    void nothingIsSentOnTheThreadThatAppends() {
        sessions.open("ada", socket);
        threads.run();
        sessions.publish("ada");
        assertThat(socket.types()).containsExactly("welcome");
        assertThat(threads.waiting()).isOne();
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
    }

    @Test
    void nothingElseIsSentWhileASendIsUnderWay() {
        socket.during(() -> {
            sessions.publish("ada");
            sessions.publish("ada");
            threads.run();
            assertThat(socket.types()).containsExactly("welcome");
        });
        sessions.open("ada", socket);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update", "task_update");
        assertThat(next(socket.last())).isEqualTo(2);
    }

    @Test
    void aSendThatDoesNotReturnEndsInTooSlowAfterTheDeadline() {
        Session[] session = new Session[1];
        socket.during(() -> {
            threads.pass(SessionsFixture.SETTINGS.sendDeadline());
            lookAtCall(session[0]);
            assertThat(socket.closes).isEmpty();
            threads.pass(Duration.ofMillis(1));
            lookAtCall(session[0]);
        });
        session[0] = sessions.open("ada", socket);
        threads.run();
        assertThat(socket.closes).singleElement().asString().startsWith("4008 ");
        assertThat(sessions.registry.counters().tooSlowTotal()).isOne();
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aSendHasTwoSecondsWhileThreadsAreScarce() {
        threads.scarce = true;
        Session[] session = new Session[1];
        socket.during(() -> {
            threads.pass(Duration.ofSeconds(2));
            lookAtCall(session[0]);
            assertThat(socket.closes).isEmpty();
            threads.pass(Duration.ofMillis(1));
            lookAtCall(session[0]);
        });
        session[0] = sessions.open("ada", socket);
        threads.run();
        assertThat(socket.closes).singleElement().asString().startsWith("4008 ");
    }

    @Test
    void afterTheEndOfASessionNoFurtherSendBegins() {
        Session[] session = new Session[1];
        socket.during(() -> {
            sessions.publish("ada");
            session[0].closed();
        });
        session[0] = sessions.open("ada", socket);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome");
    }

    @Test
    void aFailedSendEndsTheSession() {
        socket.broken = true;
        sessions.open("ada", socket);
        threads.run();
        assertThat(socket.closes).singleElement().asString().startsWith("1011 ");
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aPingThatFailsEndsTheSession() {
        FakeTransport pingless = new FakeTransport() {
            @Override
            public boolean ping() {
                super.ping();
                return false;
            }
        };
        Session session = sessions.open("ada", pingless);
        threads.run();
        threads.pass(SessionsFixture.SETTINGS.pingInterval());
        Visit.to(session, threads.nanoTime(), sessions.now(), SessionsFixture.SETTINGS);
        threads.run();
        assertThat(pingless.types()).as("nothing after the ping").containsExactly("welcome");
        assertThat(pingless.closes).singleElement().asString().startsWith("1011 ");
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aPingThatDoesNotReturnEndsInTooSlowToo() {
        Session[] session = new Session[1];
        FakeTransport blocked = new FakeTransport() {
            @Override
            public boolean ping() {
                assertThat(sessions.registry.calling()).isOne();
                threads.pass(SessionsFixture.SETTINGS.sendDeadline().plusMillis(1));
                lookAtCall(session[0]);
                return super.ping();
            }
        };
        session[0] = sessions.open("ada", blocked);
        threads.run();
        threads.pass(SessionsFixture.SETTINGS.pingInterval());
        Visit.to(session[0], threads.nanoTime(), sessions.now(), SessionsFixture.SETTINGS);
        threads.run();
        assertThat(blocked.closes).singleElement().asString().startsWith("4008 ");
        assertThat(sessions.registry.calling()).isZero();
    }

    @Test
    void aSendThatThrowsEndsTheSession() {
        socket.during(() -> {
            throw new IllegalStateException("the socket is gone");
        });
        sessions.open("ada", socket);
        assertThatThrownBy(threads::run).hasMessage("the socket is gone");
        assertThat(socket.closes).singleElement().asString().startsWith("1011 ");
    }

    @Test
    void aPongNeverTellsACursorAheadOfWhatWasSent() {
        Session[] session = new Session[1];
        socket.during(() -> {
            sessions.publish("ada");
            sessions.publish("ada");
            session[0].pong("7");
        });
        session[0] = sessions.open("ada", socket);
        threads.run();
        int pong = socket.types().indexOf("pong");
        assertThat(socket.sent.get(pong)).contains("\"id\":7");
        assertThat(next(socket.sent.get(pong))).isEqualTo(next(socket.sent.get(pong - 1)));
    }

    @Test
    void framesThatCameDuringASendGoOutInTheNextOne() {
        Session[] session = new Session[1];
        socket.during(() -> {
            sessions.publish("ada");
            session[0].pong("7");
            sessions.publish("ada");
        });
        session[0] = sessions.open("ada", socket);
        threads.run();
        assertThat(socket.types()).containsExactlyInAnyOrder("welcome", "task_update", "task_update", "pong");
        assertThat(socket.runs).containsExactly(1, 3);
    }

    @Test
    void aSendHasAtMost64FramesAndOnlyItsLastOneMayExceed8Kilobytes() {
        for (int i = 0; i < 200; i++) {
            sessions.publish("ada", i % 50 == 0 ? "x".repeat(20_000) : "x".repeat(i));
        }
        sessions.resume("ada", 0, socket);
        threads.run();
        assertThat(socket.sent).hasSize(201);
        int begin = 0;
        for (int run : socket.runs) {
            List<String> butTheLast = socket.sent.subList(begin, begin + run - 1);
            assertThat(run).isLessThanOrEqualTo(64);
            assertThat(butTheLast.stream().mapToInt(String::length).sum()).isLessThan(8 << 10);
            begin += run;
        }
        assertThat(socket.runs).hasSizeLessThan(40);
    }

    @Test
    void aLongReplayGivesOthersTheirTurn() {
        for (int i = 0; i < 200; i++) {
            sessions.publish("ada");
        }
        FakeTransport other = new FakeTransport();
        sessions.resume("ada", 0, socket);
        sessions.open("bob", other);
        StringBuilder order = new StringBuilder();
        for (int before = -1; threads.waiting() > 0 && before != socket.sent.size(); ) {
            before = socket.sent.size();
            threads.runOne();
            order.append(other.sent.isEmpty() ? 'a' : 'b');
        }
        assertThat(order.toString()).startsWith("ab");
        threads.run();
        assertThat(socket.sent).hasSize(201);
    }

    @Test
    void aBatchHasAtMost64FramesInTheirOrder() {
        for (int i = 0; i < 100; i++) {
            sessions.publish("ada");
        }
        sessions.registry.open(
                sessions.caller("ada"),
                Subscription.FROM_NOW.after(SessionsFixture.cursor(0)).inBatches(),
                socket,
                Peer.UNKNOWN);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "batch", "batch");
        assertThat(ids(socket.sent.get(1))).isEqualTo(numbers(1, 64));
        assertThat(ids(socket.sent.get(2))).isEqualTo(numbers(65, 100));
        assertThat(sessions.registry.counters().deliveredTotal()).isEqualTo(100);
    }

    @Test
    void aBatchThatHasReachedItsLengthGetsNoMoreFrames() {
        for (int i = 0; i < 8; i++) {
            sessions.publish("ada", "x".repeat(100 << 10));
        }
        sessions.registry.open(
                sessions.caller("ada"),
                Subscription.FROM_NOW.after(SessionsFixture.cursor(0)).inBatches(),
                socket,
                Peer.UNKNOWN);
        threads.run();
        assertThat(socket.sent).hasSize(4);
        assertThat(ids(socket.sent.get(1))).isEqualTo(numbers(1, 3));
    }

    private void lookAtCall(Session session) {
        Visit.isStuck(
                session, threads.nanoTime(), sessions.registry.callDeadline().toNanos(), sessions.registry.counters());
    }

    private static List<Integer> ids(String batch) {
        return Pattern.compile("\"task\":\\{\"id\":(\\d+)")
                .matcher(batch)
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }
}
