package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.log.Found;
import dev.taskcast.log.WindowSearch;
import dev.taskcast.sessions.Outcome.State;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an operator is told of sessions, and what follows from it for one event. */
class DirectoryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Directory directory = new Directory(sessions.registry);
    private final FakeTransport socket = new FakeTransport();

    @Test
    void aSessionTellsHowItCameAndSinceWhen() {
        Peer peer = new Peer("websocket", "192.0.2.1", "board/2.1");
        Session session = sessions.registry.open(sessions.caller("ada"), Subscription.FROM_NOW, socket, peer);
        Instant came = sessions.now();
        threads.run();
        pass(SECOND);
        SessionReport report = only();
        assertThat(report.id()).isEqualTo(session.id());
        assertThat(report.user()).isEqualTo("ada");
        assertThat(report.peer()).isEqualTo(peer);
        assertThat(report.since()).isEqualTo(came);
        assertThat(directory.one(session.id())).contains(report);
        assertThat(directory.one("another")).isEmpty();
    }

    @Test
    void aSessionTellsWhenSomethingWasLastSentAndHeard() {
        Session session = sessions.open("ada", socket);
        threads.run();
        pass(SECOND);
        session.heard();
        Instant heard = sessions.now();
        pass(SECOND);
        sessions.publish("ada");
        threads.run();
        Instant sent = sessions.now();
        pass(SECOND);
        assertThat(only().signs()).isEqualTo(new SessionReport.Signs(sent, heard));
    }

    /** A ping of the gateway is not a sign of life; only its answer is. */
    @Test
    void beingAskedIsNoSignOfLife() {
        Session session = sessions.open("ada", socket);
        threads.run();
        Instant came = sessions.now();
        session.keepAlive.asked(threads.nanoTime());
        pass(SECOND);
        assertThat(only().signs().seen()).isEqualTo(came);
    }

    @Test
    void eventsWaitForASessionUntilTheCallThatHandsThemOverReturns() {
        sessions.open("ada", socket);
        threads.run();
        assertThat(only().state()).isEqualTo(SessionReport.State.LIVE);
        socket.during(() -> assertThat(only().read().behind()).isEqualTo(2));
        sessions.publish("ada");
        sessions.publish("ada");
        sessions.publish("bob");
        assertThat(only().read().behind()).isEqualTo(2);
        assertThat(only().state()).isEqualTo(SessionReport.State.BEHIND);
        threads.run();
        assertThat(only().read().behind()).isZero();
        assertThat(only().state()).isEqualTo(SessionReport.State.LIVE);
    }

    /** Events that a filter excludes must not appear to wait until the next heartbeat. */
    @Test
    void anEventThatTheFilterExcludesDoesNotWait() {
        narrowed();
        threads.run();
        sessions.publish("ada");
        threads.run();
        assertThat(only().read().behind()).isZero();
    }

    @Test
    void aCallThatDoesNotReturnIsSaidToBeStuck() {
        socket.during(() -> {
            threads.pass(SessionThreads.LONG.plusMillis(1));
            assertThat(only().state()).isEqualTo(SessionReport.State.STUCK);
        });
        sessions.open("ada", socket);
        threads.run();
        assertThat(only().state()).isEqualTo(SessionReport.State.LIVE);
    }

    @Test
    void aSessionAheadOfThisReplicaIsReportedAsWaiting() {
        sessions.resume("ada", 1, socket);
        assertThat(only().state()).isEqualTo(SessionReport.State.WAITING);
        assertThat(only().read().cursor()).isEmpty();
        sessions.publish("ada");
        threads.run();
        assertThat(only().state()).isEqualTo(SessionReport.State.LIVE);
    }

    @Test
    void theCursorIsThatOfWhatWasHandedOver() {
        sessions.open("ada", socket);
        threads.run();
        sessions.publish("ada");
        threads.run();
        assertThat(only().read().cursor()).contains(SessionsFixture.cursor(1));
        socket.during(() -> {
            sessions.publish("ada");
            assertThat(only().read().cursor()).contains(SessionsFixture.cursor(1));
        });
        sessions.publish("ada");
        threads.run();
        assertThat(only().read().cursor()).contains(SessionsFixture.cursor(3));
    }

    @Test
    void theCursorThatAClientComesWithIsAcknowledged() {
        sessions.publish("ada");
        sessions.publish("ada");
        sessions.resume("ada", 1, socket);
        assertThat(only().read().acked()).contains(SessionsFixture.cursor(1));
    }

    @Test
    void anAcknowledgedCursorIsKeptAndThatOfAnotherTopicIsNot() {
        Session session = sessions.open("ada", socket);
        assertThat(only().read().acked()).isEmpty();
        assertThat(session.acknowledge(cursor(SessionsFixture.TOPIC, 1))).isTrue();
        assertThat(only().read().acked()).contains(SessionsFixture.cursor(1));
        assertThat(session.acknowledge(cursor(TopicIdentity.of("another"), 2))).isFalse();
        assertThat(only().read().acked()).contains(SessionsFixture.cursor(1));
    }

    /** Otherwise a client could make the gateway keep any amount of data. */
    @Test
    void aCursorOfMorePartitionsThanThereAreIsNotKept() {
        Session session = sessions.open("ada", socket);
        assertThat(session.acknowledge(cursor(SessionsFixture.TOPIC, 1, 1))).isFalse();
        assertThat(only().read().acked()).isEmpty();
    }

    @Test
    void aSessionIsClosedWithTheGivenCodeAndRemembered() {
        Session session = sessions.open("ada", socket);
        threads.run();
        sessions.publish("ada");
        threads.run();
        assertThat(directory.close(session.id(), CloseCode.FORBIDDEN, "by an operator"))
                .isOne();
        assertThat(socket.closes).containsExactly("4003 by an operator");
        assertThat(directory.here(Optional.empty(), 10)).isEmpty();
        assertThat(directory.ended(Optional.of("ada"), 10)).singleElement().satisfies(ended -> {
            assertThat(ended.id()).isEqualTo(session.id());
            assertThat(ended.end()).isEqualTo(new EndedSession.End(sessions.now(), 4003, "by an operator"));
            assertThat(ended.of(found("0-0")).state()).isEqualTo(State.HANDED);
        });
        assertThat(directory.ended(Optional.of("bob"), 10)).isEmpty();
        assertThat(directory.close(session.id(), CloseCode.FORBIDDEN, "by an operator"))
                .isZero();
    }

    @Test
    void allSessionsOfAUserAreClosedAndNobodyElses() {
        FakeTransport other = new FakeTransport();
        FakeTransport bobs = new FakeTransport();
        sessions.open("ada", socket);
        sessions.open("ada", other);
        sessions.open("bob", bobs);
        assertThat(directory.closeAll("ada", CloseCode.RESTART, "by an operator"))
                .isEqualTo(2);
        assertThat(List.of(socket.closes, other.closes))
                .allSatisfy(closes -> assertThat(closes).hasSize(1));
        assertThat(bobs.closes).isEmpty();
    }

    @Test
    void aSessionThatItsDeviceEndedHasNoCode() {
        sessions.open("ada", socket).closed();
        assertThat(directory.ended(Optional.empty(), 10))
                .singleElement()
                .satisfies(ended -> assertThat(ended.end().code()).isZero());
    }

    @Test
    void theSessionsInAnAnswerAreLimited() {
        for (int i = 0; i < 5; i++) {
            sessions.open("ada", new FakeTransport());
        }
        assertThat(directory.here(Optional.of("ada"), 3)).hasSize(3);
        assertThat(directory.here(Optional.of("bob"), 3)).isEmpty();
        assertThat(directory.isHere("ada")).isTrue();
        assertThat(directory.isHere("bob")).isFalse();
    }

    @Test
    void theNumberOfEndedSessionsThatAreKeptIsLimited() {
        for (int i = 0; i < EndedSessions.MOST + 10; i++) {
            sessions.open("ada" + i, new FakeTransport()).closed();
        }
        List<EndedSession> all = directory.ended(Optional.empty(), Integer.MAX_VALUE);
        assertThat(all).hasSize(EndedSessions.MOST);
        assertThat(all.get(0).user()).isEqualTo("ada" + (EndedSessions.MOST + 9));
    }

    private void narrowed() {
        sessions.registry.open(
                sessions.caller("ada"),
                Subscription.FROM_NOW.narrowed(Filter.of(Set.of("note.*"), Set.of())),
                socket,
                Peer.UNKNOWN);
    }

    private SessionReport only() {
        List<SessionReport> all = directory.here(Optional.empty(), 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Found found(String id) {
        return new WindowSearch(sessions.log).byId(id, 1).get(0);
    }

    private void pass(Duration time) {
        threads.pass(time);
        sessions.pass(time);
    }

    private static Cursor cursor(TopicIdentity topic, long... next) {
        return new Cursor(topic, next);
    }
}
