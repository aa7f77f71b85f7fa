package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static dev.taskcast.sessions.SessionsFixture.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Caller;
import dev.taskcast.log.Revocation;
import dev.taskcast.wire.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Heartbeats, the life of a token, and how a session ends. */
class SessionLifeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();

    @Test
    void aHeartbeatComesAfterSilenceOnly() {
        Session session = opened("ada");
        pass(session, SETTINGS.heartbeat().dividedBy(2));
        sessions.publish("ada");
        threads.run();
        pass(session, SETTINGS.heartbeat().dividedBy(2));
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        pass(session, SETTINGS.heartbeat().dividedBy(2));
        assertThat(socket.types()).containsExactly("welcome", "task_update", "heartbeat");
    }

    @Test
    void aHeartbeatTellsTheCursorOfEventsOfOthersToo() {
        Session session = opened("ada");
        sessions.publish("bob");
        pass(session, SETTINGS.heartbeat());
        assertThat(next(socket.last())).isEqualTo(1);
    }

    @Test
    void aSilentClientIsAskedWhetherItIsThere() {
        Session session = opened("ada");
        pass(session, SETTINGS.pingInterval().minusSeconds(1));
        assertThat(socket.pings).isZero();
        pass(session, Duration.ofSeconds(1));
        assertThat(socket.pings).isEqualTo(1);
        assertThat(socket.types()).endsWith("heartbeat");
        pass(session, SETTINGS.pongDeadline());
        assertThat(socket.closes).isEmpty();
        pass(session, Duration.ofSeconds(1));
        assertThat(socket.closes).containsExactly("4008 no answer to a ping");
    }

    @Test
    void aClientThatAnswersIsAskedAgainAfterTheNextSilence() {
        Session session = opened("ada");
        pass(session, SETTINGS.pingInterval());
        session.heard();
        pass(session, SETTINGS.pingInterval().minusSeconds(1));
        assertThat(socket.pings).isEqualTo(1);
        pass(session, Duration.ofSeconds(1));
        assertThat(socket.pings).isEqualTo(2);
        assertThat(socket.closes).isEmpty();
    }

    @Test
    void nobodyIsAskedWhileASendIsUnderWay() {
        Session session = opened("ada");
        threads.pass(SETTINGS.pingInterval());
        socket.during(() -> {
            pass(session, Duration.ZERO);
            assertThat(socket.pings).isZero();
        });
        sessions.publish("ada");
        threads.run();
        assertThat(socket.pings).isEqualTo(1);
    }

    @Test
    void whoIsBeingSentEventsIsAskedAsWell() {
        Session session = opened("ada");
        threads.pass(SETTINGS.pingInterval());
        sessions.publish("ada");
        session.visit(threads.nanoTime(), sessions.now(), SETTINGS);
        threads.run();
        assertThat(socket.pings).isEqualTo(1);
        assertThat(socket.types()).contains("task_update", "heartbeat");
    }

    @Test
    void heartbeatsOfSessionsThatBeganTogetherAreSpread() {
        List<FakeTransport> sockets = new ArrayList<>();
        List<Session> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sockets.add(new FakeTransport());
            all.add(sessions.open("user-" + i, sockets.get(i)));
        }
        threads.run();
        Set<Integer> sizes = new HashSet<>();
        int busiest = 0;
        int before = 0;
        for (int second = 1; second <= SETTINGS.heartbeat().toSeconds(); second++) {
            all.forEach(session -> pass(session, Duration.ZERO));
            threads.pass(Duration.ofSeconds(1));
            int beaten = (int) sockets.stream().filter(it -> it.sent.size() > 1).count();
            busiest = Math.max(busiest, beaten - before);
            before = beaten;
            sizes.add(beaten);
        }
        all.forEach(session -> pass(session, Duration.ZERO));
        assertThat(sockets).allSatisfy(it -> assertThat(it.types()).containsExactly("welcome", "heartbeat"));
        assertThat(sizes).as("sessions that had their heartbeat, by second").hasSizeGreaterThan(5);
        assertThat(busiest).as("heartbeats in the busiest second").isLessThan(100);
    }

    @Test
    void theExpiryIsAnnouncedOnceAndThenHappens() {
        Session session = sessions.registry.open(sessions.caller("ada", MINUTE.multipliedBy(3)), none(), false, socket);
        threads.run();
        passWallClock(session, MINUTE.multipliedBy(2));
        passWallClock(session, MINUTE.dividedBy(2));
        assertThat(socket.types()).containsExactly("welcome", "auth_expiring");
        passWallClock(session, MINUTE.dividedBy(2));
        assertThat(socket.closes).containsExactly("4001 token expired");
    }

    @Test
    void aTokenWithoutExpiryIsNeverAnnounced() {
        Caller caller = new Caller("ada", Instant.EPOCH, Instant.MAX, Set.of());
        Session session = sessions.registry.open(caller, none(), false, socket);
        threads.run();
        passWallClock(session, Duration.ofDays(1_000));
        assertThat(socket.types()).containsExactly("welcome");
        assertThat(socket.sent.get(0)).doesNotContain("expires_at");
    }

    @Test
    void aNewTokenOfTheSameUserExtendsTheSessionAndIsAnnouncedAgain() {
        Session session = sessions.registry.open(sessions.caller("ada", MINUTE.multipliedBy(2)), none(), false, socket);
        threads.run();
        passWallClock(session, MINUTE);
        session.renew(sessions.caller("ada", MINUTE.multipliedBy(3)));
        threads.run();
        passWallClock(session, MINUTE);
        assertThat(socket.types()).containsExactly("welcome", "auth_expiring", "auth_ok");
        passWallClock(session, MINUTE);
        assertThat(socket.types()).endsWith("auth_ok", "auth_expiring");
        assertThat(socket.closes).isEmpty();
    }

    @Test
    void aNewTokenOfAnotherUserIsRefusedAndTheSessionGoesOnAsItWas() {
        Session session = opened("ada");
        session.renew(sessions.caller("bob"));
        sessions.publish("bob");
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "error", "task_update");
        assertThat(socket.sent.get(1)).contains("token_refused").doesNotContain("bob");
        assertThat(socket.last()).contains("\"id\":2");
    }

    @Test
    void aRevocationEndsTheSessionsOfThatUserOnly() {
        opened("ada");
        FakeTransport other = new FakeTransport();
        sessions.open("bob", other);
        threads.run();
        sessions.registry.revoke(new Revocation("ada", sessions.now().plusSeconds(1)));
        assertThat(socket.closes).containsExactly("4003 token revoked");
        assertThat(other.closes).isEmpty();
        assertThat(sessions.registry.connections()).isOne();
        assertThat(sessions.registry.users()).isOne();
    }

    @Test
    void aRevokedTokenDoesNotRenewASession() {
        Caller old = sessions.caller("ada");
        sessions.pass(MINUTE);
        Session session = opened("ada");
        sessions.registry.revoke(new Revocation("ada", sessions.now()));
        assertThat(socket.closes).as("issued in time").isEmpty();
        session.renew(old);
        assertThat(socket.closes).containsExactly("4003 token revoked");
    }

    @Test
    void whoAsksFasterThanItReadsIsClosed() {
        Session session = opened("ada");
        socket.during(() -> {
            for (int i = 0; i < 32; i++) {
                session.pong(null);
            }
            assertThat(socket.closes).isEmpty();
            session.pong(null);
        });
        sessions.publish("ada");
        threads.run();
        assertThat(socket.closes).singleElement().asString().startsWith("1008 ");
    }

    @Test
    void theCloseIsToldToTheSocketOnce() {
        Session session = opened("ada");
        session.close(CloseCode.POLICY, "one");
        session.close(CloseCode.POLICY, "two");
        assertThat(socket.closes).containsExactly("1008 one");
    }

    private Session opened(String user) {
        Session session = sessions.open(user, socket);
        threads.run();
        return session;
    }

    private void pass(Session session, Duration time) {
        threads.pass(time);
        session.visit(threads.nanoTime(), sessions.now(), SETTINGS);
        threads.run();
    }

    /** Time passes for the token, and not for the heartbeat. */
    private void passWallClock(Session session, Duration time) {
        sessions.pass(time);
        pass(session, Duration.ZERO);
    }

    private static Optional<String> none() {
        return Optional.empty();
    }
}
