package dev.taskcast.sessions;

import static dev.taskcast.config.ShippedSettings.settings;
import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static dev.taskcast.sessions.SessionsFixture.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.events.Revocation;
import dev.taskcast.wire.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
        pass(session, SETTINGS.heartbeat().dividedBy(5));
        sessions.publish("ada");
        threads.run();
        pass(session, SETTINGS.heartbeat().dividedBy(5));
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        pass(session, SETTINGS.heartbeat().multipliedBy(4).dividedBy(5));
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
        pass(session, SETTINGS.pingInterval().minus(SETTINGS.heartbeat()).minusSeconds(1));
        assertThat(socket.pings).isZero();
        pass(session, SETTINGS.heartbeat());
        assertThat(socket.pings).as("at the last heartbeat before").isEqualTo(1);
        assertThat(socket.types()).endsWith("heartbeat");
        pass(session, SETTINGS.pongDeadline());
        assertThat(socket.closes).isEmpty();
        pass(session, Duration.ofSeconds(1));
        assertThat(socket.closes).containsExactly("4008 no answer to a ping");
    }

    @Test
    void aClientHeardJustBeforeItsPingStillGetsItsHeartbeat() {
        Session session = opened("ada");
        pass(session, SETTINGS.pingInterval().minus(SETTINGS.heartbeat()).minusSeconds(1));
        socket.sent.clear();
        threads.pass(SETTINGS.heartbeat());
        Visit.to(session, threads.nanoTime(), sessions.now(), SETTINGS);
        session.heard();
        threads.run();
        assertThat(socket.pings).isZero();
        assertThat(socket.types()).containsExactly("heartbeat");
    }

    @Test
    void aClientThatIsPingedGetsOneHeartbeatWithThePing() {
        Session session = opened("ada");
        pass(session, SETTINGS.pingInterval().minus(SETTINGS.heartbeat()).minusSeconds(1));
        socket.sent.clear();
        pass(session, SETTINGS.heartbeat());
        assertThat(socket.pings).isOne();
        assertThat(socket.types()).containsExactly("heartbeat");
    }

    @Test
    void noClientIsPingedBeforeItsWelcomeEvenWithAShortInterval() {
        Session session = sessions.open("ada", socket);
        SessionSettings often = settings()
                .with("taskcast.session.heartbeat", "24s")
                .with("taskcast.session.ping-interval", "1s")
                .session();
        assertThat(Visit.to(session, threads.nanoTime(), sessions.now(), often))
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        threads.run();
        assertThat(socket.pings).isZero();
        threads.pass(Duration.ofSeconds(1));
        Visit.to(session, threads.nanoTime(), sessions.now(), often);
        threads.run();
        assertThat(socket.pings).isOne();
        assertThat(socket.types()).containsExactly("welcome", "heartbeat");
    }

    @Test
    void aClientThatCannotAnswerPingsIsNotPinged() {
        Session session = opened("ada");
        socket.answersPings = false;
        pass(session, SETTINGS.pingInterval());
        pass(session, SETTINGS.pongDeadline().plusSeconds(1));
        assertThat(socket.pings).isZero();
        assertThat(socket.closes).isEmpty();
        assertThat(socket.types()).endsWith("heartbeat");
    }

    @Test
    void aClientThatAnswersIsAskedAgainAfterTheNextSilence() {
        Session session = opened("ada");
        pass(session, SETTINGS.pingInterval());
        session.heard();
        pass(session, SETTINGS.pingInterval().minus(SETTINGS.heartbeat()).minusSeconds(1));
        assertThat(socket.pings).isEqualTo(1);
        pass(session, SETTINGS.heartbeat());
        assertThat(socket.pings).isEqualTo(2);
        assertThat(socket.closes).isEmpty();
    }

    @Test
    void noClientIsPingedWhileASendIsUnderWay() {
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
    void noHeartbeatIsSentWhileASendIsUnderWay() {
        Session session = opened("ada");
        socket.during(() -> pass(session, SETTINGS.heartbeat().multipliedBy(2)));
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
    }

    @Test
    void aClientThatIsSentEventsIsPingedToo() {
        Session session = opened("ada");
        threads.pass(SETTINGS.pingInterval());
        sessions.publish("ada");
        Visit.to(session, threads.nanoTime(), sessions.now(), SETTINGS);
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
        Session session = opened(sessions.caller("ada", MINUTE.multipliedBy(6)));
        passWallClock(session, MINUTE.multipliedBy(5).minusMillis(1));
        assertThat(socket.types()).containsExactly("welcome");
        passWallClock(session, Duration.ofMillis(1));
        passWallClock(session, MINUTE.dividedBy(2));
        assertThat(socket.types()).containsExactly("welcome", "auth_expiring");
        passWallClock(session, MINUTE.dividedBy(2));
        assertThat(socket.closes).containsExactly("4001 token expired");
    }

    @Test
    void theAllowedClockSkewAlsoKeepsTheSessionOpen() {
        Instant end = sessions.now().plus(MINUTE);
        Session session = opened(new Caller("ada", sessions.now(), end, end.plusSeconds(10), Set.of()));
        passWallClock(session, MINUTE.plusMillis(9_999));
        assertThat(socket.closes).isEmpty();
        assertThat(socket.last()).contains("\"expires_at\":\"" + end + "\"");
        passWallClock(session, Duration.ofMillis(1));
        assertThat(socket.closes).containsExactly("4001 token expired");
    }

    @Test
    void aShortTokenIsAnnouncedInItsLastQuarter() {
        Session session = opened(sessions.caller("ada", MINUTE));
        passWallClock(session, Duration.ofMillis(44_999));
        assertThat(socket.types()).containsExactly("welcome");
        passWallClock(session, Duration.ofMillis(1));
        assertThat(socket.types()).containsExactly("welcome", "auth_expiring");
    }

    /** A defect once announced each new one-minute token as soon as it arrived, 20 times a second. */
    @Test
    void aClientThatRenewsAShortTokenImmediatelyDoesSoOnlyAFewTimesAnHour() {
        Session session = opened(sessions.caller("ada", MINUTE));
        int renewals = 0;
        for (int tick = 0; tick < 20 * 600; tick++) {
            passWallClock(session, Duration.ofMillis(50));
            if (socket.last().contains("auth_expiring")) {
                session.renew(sessions.caller("ada", MINUTE));
                threads.run();
                renewals++;
            }
        }
        assertThat(renewals).as("renewals in ten minutes").isBetween(12, 14);
        assertThat(socket.closes).isEmpty();
    }

    @Test
    void aClientThatAnswersWithTheSameTokenIsNotToldAgain() {
        Caller same = sessions.caller("ada", MINUTE);
        Session session = opened(same);
        passWallClock(session, Duration.ofSeconds(50));
        for (int i = 0; i < 5; i++) {
            session.renew(same);
            passWallClock(session, Duration.ofSeconds(1));
        }
        assertThat(socket.types())
                .containsExactly("welcome", "auth_expiring", "auth_ok", "auth_ok", "auth_ok", "auth_ok", "auth_ok");
    }

    @Test
    void aTokenThatCameWithinTheSkewIsAnnouncedBeforeThatEnds() {
        Instant end = sessions.now().minusSeconds(2);
        Session session = opened(new Caller("ada", end.minusSeconds(60), end, end.plusSeconds(10), Set.of()));
        passWallClock(session, Duration.ofSeconds(5));
        assertThat(socket.types()).containsExactly("welcome");
        passWallClock(session, Duration.ofSeconds(1));
        assertThat(socket.types()).containsExactly("welcome", "auth_expiring");
        passWallClock(session, Duration.ofSeconds(2));
        assertThat(socket.closes).containsExactly("4001 token expired");
    }

    @Test
    void aTokenWithoutExpiryIsNeverAnnounced() {
        Caller caller = new Caller("ada", Instant.EPOCH, Instant.MAX, Set.of());
        Session session = sessions.registry.open(caller, Subscription.FROM_NOW, socket, Peer.UNKNOWN);
        threads.run();
        passWallClock(session, Duration.ofDays(1_000));
        assertThat(socket.types()).containsExactly("welcome");
        assertThat(socket.sent.get(0)).doesNotContain("expires_at");
    }

    @Test
    void aNewTokenOfTheSameUserExtendsTheSessionAndIsAnnouncedAgain() {
        Session session = opened(sessions.caller("ada", MINUTE.multipliedBy(5)));
        passWallClock(session, MINUTE.multipliedBy(4));
        assertThat(session.renew(sessions.caller("ada", MINUTE.multipliedBy(5))))
                .isTrue();
        threads.run();
        passWallClock(session, MINUTE.multipliedBy(3));
        assertThat(socket.types()).containsExactly("welcome", "auth_expiring", "auth_ok");
        passWallClock(session, MINUTE);
        assertThat(socket.types()).endsWith("auth_ok", "auth_expiring");
        assertThat(socket.closes).isEmpty();
    }

    @Test
    void aNewTokenOfAnotherUserIsRefusedAndTheSessionGoesOnAsItWas() {
        Session session = opened("ada");
        assertThat(session.renew(sessions.caller("bob"))).isFalse();
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
    void aClientThatPingsFasterThanItReadsIsClosed() {
        Session session = opened("ada");
        socket.during(() -> {
            for (int i = 0; i < 32; i++) {
                session.pong("");
            }
            assertThat(socket.closes).isEmpty();
            session.pong("");
        });
        sessions.publish("ada");
        threads.run();
        assertThat(socket.closes).singleElement().asString().startsWith("1008 ");
    }

    @Test
    void aRenewalDoesNotSaveASessionFromARevocation() {
        Session session = opened("ada");
        sessions.pass(MINUTE);
        Instant between = sessions.now();
        sessions.pass(MINUTE);
        session.renew(sessions.caller("ada"));
        threads.run();
        assertThat(socket.types()).endsWith("auth_ok");
        sessions.registry.revoke(new Revocation("ada", between));
        assertThat(socket.closes).containsExactly("4003 token revoked");
    }

    /**
     * The registry knows the revocation, but has probably not reached this session yet, because there are many
     * sessions.
     */
    @Test
    void aRenewalThatRacesWithARevocationEndsTheSession() {
        Session session = opened("ada");
        sessions.pass(MINUTE);
        Caller fresh = sessions.caller("ada");
        for (int i = 0; i < 20; i++) {
            FakeTransport other = new FakeTransport() {
                @Override
                public void close(CloseCode code, String reason) {
                    if (socket.closes.isEmpty()) {
                        session.renew(fresh);
                    }
                }
            };
            sessions.registry.open(
                    new Caller("ada", Instant.EPOCH, Instant.MAX, Set.of()),
                    Subscription.FROM_NOW,
                    other,
                    Peer.UNKNOWN);
        }
        sessions.registry.revoke(new Revocation("ada", sessions.now()));
        assertThat(socket.closes).containsExactly("4003 token revoked");
        assertThat(sessions.registry.connections()).isZero();
    }

    private Session opened(Caller caller) {
        Session session = sessions.registry.open(caller, Subscription.FROM_NOW, socket, Peer.UNKNOWN);
        threads.run();
        return session;
    }

    private Session opened(String user) {
        Session session = sessions.open(user, socket);
        threads.run();
        return session;
    }

    private void pass(Session session, Duration time) {
        threads.pass(time);
        Visit.to(session, threads.nanoTime(), sessions.now(), SETTINGS);
        threads.run();
    }

    /** Time passes for the token, but not for the heartbeat. */
    private void passWallClock(Session session, Duration time) {
        sessions.pass(time);
        pass(session, Duration.ZERO);
    }
}
