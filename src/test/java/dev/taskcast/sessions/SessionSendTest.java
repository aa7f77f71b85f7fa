package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One send at a time, in order, whatever the socket does with it. */
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
        session.pong(null);
        sessions.publish("ada");
        sessions.publish("ada");
        threads.pass(Duration.ofMillis(50));
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
    void theNextSendWaitsForTheCompletionOfTheLast() {
        sessions.open("ada", socket.holding());
        threads.run();
        sessions.publish("ada");
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome");
        socket.complete();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        socket.flowing();
        assertThat(socket.sent).hasSize(3);
        assertThat(next(socket.last())).isEqualTo(2);
    }

    @Test
    void aCompletionOnAnotherThreadGoesOnThere() throws InterruptedException {
        sessions.open("ada", socket.holding());
        threads.run();
        sessions.publish("ada");
        Thread other = new Thread(socket::flowing);
        other.start();
        other.join();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
    }

    @Test
    void aCompletionThatComesTwiceDoesNotStandForTheNextSend() {
        sessions.open("ada", socket.holding());
        threads.run();
        sessions.publish("ada");
        sessions.publish("ada");
        Transport.Completion welcome = socket.outstanding;
        socket.complete();
        welcome.completed(true);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        socket.complete();
        assertThat(socket.sent).hasSize(3);
    }

    @Test
    void aCompletionThatNeverComesEndsInTooSlowAfterTheDeadline() {
        Session session = sessions.open("ada", socket.holding());
        threads.run();
        threads.pass(SessionsFixture.SETTINGS.sendDeadline());
        visit(session);
        assertThat(socket.closes).isEmpty();
        threads.pass(Duration.ofMillis(1));
        visit(session);
        assertThat(socket.closes).singleElement().asString().startsWith("4008 ");
        assertThat(sessions.registry.counters().tooSlowTotal()).isOne();
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aSendThatDoesNotReturnEndsInTooSlowAsWell() {
        Session[] session = new Session[1];
        FakeTransport stuck = new FakeTransport() {
            @Override
            public void send(String frame, Completion done) {
                threads.pass(SessionsFixture.SETTINGS.sendDeadline().plusMillis(1));
                visit(session[0]);
                done.completed(true);
            }
        };
        session[0] = sessions.open("ada", stuck);
        threads.run();
        assertThat(stuck.closes).singleElement().asString().startsWith("4008 ");
    }

    @Test
    void aCompletionAfterTheEndStartsNothing() {
        Session session = sessions.open("ada", socket.holding());
        threads.run();
        sessions.publish("ada");
        session.closed();
        socket.complete();
        threads.run();
        assertThat(socket.types()).containsExactly("welcome");
    }

    @Test
    void aFailedSendEndsTheSession() {
        sessions.open("ada", socket.holding());
        threads.run();
        socket.outstanding.completed(false);
        assertThat(socket.closes).singleElement().asString().startsWith("1011 ");
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aSendThatThrowsEndsTheSession() {
        FakeTransport broken = new FakeTransport() {
            @Override
            public void send(String frame, Completion done) {
                throw new IllegalStateException("the socket is gone");
            }
        };
        sessions.open("ada", broken);
        threads.run();
        assertThat(broken.closes).singleElement().asString().startsWith("1011 ");
    }

    @Test
    void aPongNeverTellsACursorAheadOfWhatWasSent() {
        Session session = sessions.open("ada", socket.holding());
        threads.run();
        sessions.publish("ada");
        sessions.publish("ada");
        session.pong("7");
        socket.complete();
        socket.complete();
        assertThat(socket.last()).contains("\"id\":7");
        assertThat(next(socket.last())).isEqualTo(next(socket.sent.get(socket.sent.size() - 2)));
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
        sessions.registry.open(sessions.caller("ada"), Optional.of(SessionsFixture.cursor(0)), true, socket);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "batch", "batch");
        assertThat(ids(socket.sent.get(1))).isEqualTo(numbers(1, 64));
        assertThat(ids(socket.sent.get(2))).isEqualTo(numbers(65, 100));
        assertThat(sessions.registry.counters().deliveredTotal()).isEqualTo(100);
    }

    @Test
    void nothingIsAddedToABatchThatHasItsLength() {
        for (int i = 0; i < 8; i++) {
            sessions.publish("ada", "x".repeat(100 << 10));
        }
        sessions.registry.open(sessions.caller("ada"), Optional.of(SessionsFixture.cursor(0)), true, socket);
        threads.run();
        assertThat(socket.sent).hasSize(4);
        assertThat(ids(socket.sent.get(1))).isEqualTo(numbers(1, 3));
    }

    private void visit(Session session) {
        session.visit(threads.nanoTime(), sessions.now(), SessionsFixture.SETTINGS);
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
