package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Filter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A session whose client wants a part of its events, and may want another part at any time. */
class SessionNarrowTest {
    private static final Filter SEVEN = Filter.of(List.of(), List.of("board:7"));
    private static final Filter EIGHT = Filter.of(List.of(), List.of("board:8"));

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();

    @Test
    void aFilterThatComesWithTheConnectionHoldsFromTheWelcomeOn() {
        sessions.publishIn("board:7", "ada");
        sessions.publishIn("board:8", "ada");
        open(Subscription.FROM_NOW.after(SessionsFixture.cursor(0)).narrowed(EIGHT));
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        assertThat(next(socket.last())).isEqualTo(2);
    }

    @Test
    void aNarrowerFilterIsAnsweredAndHoldsFromItsCursorOn() {
        Session session = open(Subscription.FROM_NOW);
        sessions.publishIn("board:8", "ada");
        threads.run();
        session.narrow(SEVEN);
        sessions.publishIn("board:8", "ada");
        sessions.publishIn("board:7", "ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update", "task_update", "narrowed", "task_update");
        assertThat(next(socket.sent.get(3)))
                .as("the cursor after the events of the old filter")
                .isEqualTo(2);
        sessions.publishIn("board:8", "ada");
        sessions.publishIn("board:7", "ada");
        threads.run();
        assertThat(socket.types()).hasSize(6).endsWith("narrowed", "task_update", "task_update");
        assertThat(next(socket.last())).isEqualTo(5);
    }

    @Test
    void aWiderFilterIsFollowedByAResetWithTheSameCursor() {
        Session session = open(Subscription.FROM_NOW.narrowed(SEVEN));
        threads.run();
        sessions.publishIn("board:8", "ada");
        threads.run();
        session.narrow(EIGHT);
        session.pong("1");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "narrowed", "reset", "pong");
        assertThat(socket.sent.get(2)).contains("\"reason\":\"widened\"");
        assertThat(next(socket.sent.get(1))).isEqualTo(1).isEqualTo(next(socket.sent.get(2)));
        sessions.publishIn("board:8", "ada");
        threads.run();
        assertThat(next(socket.last())).isEqualTo(2);
    }

    @Test
    void theSameFilterAgainIsAnsweredWithoutAReset() {
        Session session = open(Subscription.FROM_NOW.narrowed(SEVEN));
        session.narrow(Filter.of(List.of("*"), List.of("board:7")));
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "narrowed");
    }

    @Test
    void aChangeIsAnsweredAlsoWhenNothingElseIsToBeSent() {
        Session session = open(Subscription.FROM_NOW);
        threads.run();
        session.narrow(SEVEN);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "narrowed");
    }

    @Test
    void aClientThatChangesItsFilterFasterThanItReadsIsClosed() {
        Session session = open(Subscription.FROM_NOW);
        for (int i = 0; i < 32; i++) {
            session.narrow(SEVEN);
        }
        assertThat(socket.closes).singleElement().asString().startsWith("1008 ");
    }

    /** Each waiting filter takes memory of the gateway. */
    @Test
    void aClientThatSendsLargeFiltersFasterThanItReadsIsClosedSooner() {
        Session session = open(Subscription.FROM_NOW);
        String longest = "c".repeat(200);
        Filter large = Filter.of(
                List.of(), IntStream.range(0, 20).mapToObj(i -> longest + i).toList());
        session.narrow(large);
        assertThat(socket.closes).isEmpty();
        session.narrow(large);
        threads.run();
        session.narrow(large);
        assertThat(socket.closes).as("the first ones were answered").isEmpty();
        session.narrow(large);
        session.narrow(large);
        assertThat(socket.closes).singleElement().asString().startsWith("1008 ");
    }

    @Test
    void severalChangesAreEachAnsweredInTheirOrder() {
        Session session = open(Subscription.FROM_NOW);
        session.narrow(SEVEN);
        session.narrow(EIGHT);
        session.narrow(Filter.ALL);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "narrowed", "narrowed", "reset", "narrowed", "reset");
    }

    @Test
    void aHeartbeatTellsTheCursorBehindWhatWasKeptBack() {
        Session session = open(Subscription.FROM_NOW.narrowed(SEVEN));
        threads.run();
        sessions.publishIn("board:8", "ada");
        threads.run();
        threads.pass(SessionsFixture.SETTINGS.heartbeat());
        Visit.to(session, threads.nanoTime(), sessions.now(), SessionsFixture.SETTINGS);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "heartbeat");
        assertThat(next(socket.last())).isEqualTo(1);
    }

    /** At each visit the session waits for its next turn, and has sent nothing. */
    @Test
    void heartbeatsComeWhileTheFilterExcludesManyEventsAndOnlyOneWaits() {
        for (int i = 0; i < 40_000; i++) {
            sessions.publishIn("board:8", "ada");
        }
        Session session =
                open(Subscription.FROM_NOW.after(SessionsFixture.cursor(0)).narrowed(SEVEN));
        threads.runOne();
        assertThat(threads.waiting()).as("the session's next turn").isEqualTo(1);
        threads.pass(SessionsFixture.SETTINGS.heartbeat());
        for (int second = 0; second < 40; second++) {
            Visit.to(session, threads.nanoTime(), sessions.now(), SessionsFixture.SETTINGS);
        }
        threads.runOne();
        assertThat(socket.types()).containsExactly("welcome", "heartbeat");
        assertThat(next(socket.last())).isBetween(1L, 40_000L - 1);
        threads.pass(SessionsFixture.SETTINGS.heartbeat());
        Visit.to(session, threads.nanoTime(), sessions.now(), SessionsFixture.SETTINGS);
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "heartbeat", "heartbeat");
        assertThat(socket.closes).isEmpty();
    }

    /** One turn passes over a part of the events; then another session has its turn. */
    @Test
    void manyExcludedEventsDelayNoOtherSession() {
        int events = 40_000;
        for (int i = 0; i < events; i++) {
            sessions.publishIn("board:8", "ada");
        }
        sessions.publishIn("board:7", "ada");
        open(Subscription.FROM_NOW.after(SessionsFixture.cursor(0)).narrowed(SEVEN));
        FakeTransport other = new FakeTransport();
        sessions.open("bob", other);
        threads.runOne();
        assertThat(socket.types()).as("after one turn").containsExactly("welcome");
        assertThat(threads.waiting()).as("bob's turn, and ada's next one").isEqualTo(2);
        threads.runOne();
        assertThat(other.types()).containsExactly("welcome");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        assertThat(next(socket.last())).isEqualTo(events + 1);
    }

    @Test
    void aBatchHoldsOnlyWhatPasses() {
        for (int i = 0; i < 10; i++) {
            sessions.publishIn(i % 2 == 0 ? "board:7" : "board:8", "ada");
        }
        open(Subscription.FROM_NOW.after(SessionsFixture.cursor(0)).inBatches().narrowed(SEVEN));
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "batch");
        assertThat(socket.last().split("task_update", -1)).hasSize(6);
        assertThat(socket.last()).doesNotContain("board:8");
    }

    private Session open(Subscription subscription) {
        return sessions.registry.open(sessions.caller("ada"), subscription, socket, Peer.UNKNOWN);
    }
}
