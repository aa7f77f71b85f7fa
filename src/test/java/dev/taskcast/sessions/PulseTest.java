package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskcast.harness.Await;
import jakarta.enterprise.event.Startup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every session is visited when something is due, and never too many of them at the same time. */
class PulseTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = SETTINGS.heartbeat();
    private static final int MANY = 15_000;

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Pulse pulse = new Pulse(sessions.registry, threads);

    @Test
    @Tag("long")
    void heartbeatsOfSessionsThatBeganInTheSameSecondAreNoBurst() {
        List<Listener> all = open(MANY);
        assertNoBurst(all, HEARTBEAT.multipliedBy(3));
        assertThat(all).allSatisfy(listener -> assertThat(listener.frames()).isBetween(3, 5));
    }

    @Test
    @Tag("long")
    void heartbeatsOfSessionsThatWereSentTheSameEventAreNoBurst() {
        List<Listener> all = open(MANY);
        assertNoBurst(all, HEARTBEAT.multipliedBy(2));
        for (int i = 0; i < MANY; i++) {
            sessions.publish("user-" + i);
        }
        threads.run();
        assertNoBurst(all, HEARTBEAT.multipliedBy(2));
    }

    /** A session is pinged at its due heartbeat, at a moment of its own, and gets no extra frame for that. */
    @Test
    @Tag("long")
    void pingsOfSessionsThatBeganInTheSameSecondAreNoBurst() {
        List<Listener> all = open(MANY);
        assertNoBurst(all, SETTINGS.pingInterval().plus(HEARTBEAT));
        assertThat(all).allSatisfy(listener -> assertThat(listener.pings).isOne());
    }

    @Test
    void aSessionThatIsSentNothingHasAHeartbeatInEachInterval() {
        List<Listener> all = open(100);
        pass(HEARTBEAT.multipliedBy(2));
        for (int interval = 0; interval < 10; interval++) {
            all.forEach(it -> it.sent.clear());
            pass(HEARTBEAT);
            assertThat(all).allSatisfy(it -> assertThat(it.types()).containsExactly("heartbeat"));
        }
    }

    /** Many sessions, because the heartbeat of a single one may happen to be due at the right time. */
    @Test
    void aTokenThatEndsEarlierThanTheOneBeforeEndsItsSessionInTime() {
        List<Listener> all = open(50);
        pass(SECOND);
        all.forEach(it -> it.session.renew(sessions.caller(it.session.caller().user(), Duration.ofSeconds(8))));
        pass(Duration.ofSeconds(7));
        assertThat(all).allSatisfy(it -> {
            assertThat(it.types()).containsSubsequence("welcome", "auth_ok", "auth_expiring");
            assertThat(it.closes).isEmpty();
        });
        pass(Duration.ofSeconds(2));
        assertThat(all).allSatisfy(it -> assertThat(it.closes).containsExactly("4001 token expired"));
    }

    /** One second until the change is noticed, and one second over which the closes are spread. */
    @Test
    void tokensEndWithinTwoSecondsAfterTheClockWasSet() {
        List<Listener> all = open(200);
        pass(SECOND.multipliedBy(3));
        sessions.pass(Duration.ofDays(1));
        pass(SECOND.multipliedBy(2));
        assertThat(sessions.registry.connections()).isZero();
        assertThat(all).allSatisfy(it -> assertThat(it.closes).containsExactly("4001 token expired"));
    }

    @Test
    void tokensEndInTimeAfterTheClockWasSetBack() {
        List<Listener> all = open(200);
        pass(SECOND.multipliedBy(3));
        Duration back = Duration.ofMinutes(30);
        sessions.pass(back.negated());
        pass(back.plusHours(1).minus(SECOND.multipliedBy(4)));
        assertThat(sessions.registry.connections()).isEqualTo(200);
        assertThat(all).allSatisfy(it -> assertThat(it.types()).containsOnlyOnce("auth_expiring"));
        pass(SECOND.multipliedBy(3));
        assertThat(sessions.registry.connections()).isZero();
        assertThat(all).allSatisfy(it -> assertThat(it.closes).containsExactly("4001 token expired"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void noSessionIsForgottenIfPlacingItRunsOutOfMemoryOnce(int others) {
        assertNobodyIsForgotten(all -> NoRoom.toAdd(sessions.registry.wheel(), others));
    }

    @Test
    void noSessionIsForgottenIfTakingItOutRunsOutOfMemoryOnce() {
        assertNobodyIsForgotten(all -> NoRoom.toTake(sessions.registry.wheel(), all.get(7).session));
    }

    private void assertNobodyIsForgotten(Consumer<List<Listener>> failure) {
        Duration life = Duration.ofMinutes(2);
        List<Listener> all = open(100, life);
        pass(SECOND);
        failure.accept(all);
        pass(HEARTBEAT.multipliedBy(2));
        all.forEach(it -> it.sent.clear());
        pass(HEARTBEAT);
        assertThat(all).allSatisfy(it -> assertThat(it.types()).contains("heartbeat"));
        pass(life.minus(HEARTBEAT.multipliedBy(3)).plus(SECOND));
        assertThat(all).allSatisfy(it -> assertThat(it.closes).containsExactly("4001 token expired"));
    }

    @Test
    void aCallThatDoesNotReturnIsCountedAndEndedThoughNothingElseIsDue() {
        FakeTransport socket = new FakeTransport();
        open(2);
        socket.during(() -> {
            pass(SessionThreads.LONG.plus(SECOND.multipliedBy(2)));
            assertThat(sessions.registry.stuck()).isOne();
            threads.scarce = true;
            pass(SECOND.multipliedBy(2));
            assertThat(socket.closes).singleElement().asString().startsWith("4008 ");
        });
        sessions.open("ada", socket);
        threads.run();
        pass(SECOND.multipliedBy(2));
        assertThat(sessions.registry.stuck()).isZero();
        assertThat(sessions.registry.connections()).isEqualTo(2);
    }

    @Test
    void noSlotKeepsASessionThatHasClosed() {
        List<Session> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(sessions.open("user-" + i, new FakeTransport()));
            if (i % 2 == 0) {
                pass(Wheel.SLOT);
            }
        }
        all.forEach(Session::closed);
        // These sessions renew or are visited while they close.
        all.forEach(session -> session.renew(sessions.caller(session.caller().user())));
        assertThat(sessions.registry
                        .wheel()
                        .take(threads.nanoTime() + Duration.ofHours(1).toNanos()))
                .isEmpty();
    }

    @Test
    void itBeatsByItselfOnceTheServerHasStarted() {
        try (SessionThreads real = SessionThreads.pooled(Thread::new, 8)) {
            SessionsFixture others = SessionsFixture.ready(real);
            others.publish("ada");
            others.pass(Duration.ofHours(1));
            Pulse timed = new Pulse(others.registry, real);
            timed.start(new Startup());
            Await.until(SECOND.multipliedBy(20), () -> others.log.statistics().events() == 0, "a beat");
            timed.stop();
        }
    }

    @Test
    void theWindowForgetsEvenWhenNothingIsAppended() {
        sessions.publish("ada");
        sessions.pass(Duration.ofHours(1));
        pulse.beat();
        assertThat(sessions.log.statistics().events()).isZero();
    }

    @Test
    void aVisitThatFailsHoldsUpNoOtherAndIsRepeated() {
        FakeTransport broken = new FakeTransport() {
            @Override
            public boolean answersPings() {
                throw new IllegalStateException("the socket is gone");
            }
        };
        sessions.open("ada", broken);
        List<Listener> others = open(100);
        pass(HEARTBEAT.plus(SECOND));
        assertThat(others).allSatisfy(it -> assertThat(it.frames()).isBetween(2, 3));
        sessions.pass(Duration.ofDays(1));
        pass(SECOND.multipliedBy(2));
        assertThat(broken.closes).isNotEmpty();
        assertThat(sessions.registry.connections()).isZero();
    }

    /** The timer does not repeat a task that throws. */
    @Test
    void aBeatDoesNotFailWhenItsFailureCannotBeLogged() {
        FakeTransport broken = new FakeTransport() {
            @Override
            public boolean answersPings() {
                throw new IllegalStateException("the socket is gone");
            }
        };
        sessions.open("ada", broken);
        Logger logger = Logger.getLogger(Pulse.class.getName());
        Filter noRoom = entry -> {
            throw new OutOfMemoryError("as for a line of the log");
        };
        logger.setFilter(noRoom);
        try {
            assertThatCode(() -> pass(SECOND)).doesNotThrowAnyException();
        } finally {
            logger.setFilter(null);
        }
        sessions.pass(Duration.ofDays(1));
        pass(SECOND.multipliedBy(2));
        assertThat(sessions.registry.connections()).isZero();
    }

    private List<Listener> open(int count) {
        return open(count, Duration.ofHours(1));
    }

    private List<Listener> open(int count, Duration life) {
        List<Listener> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Listener listener = new Listener();
            all.add(listener);
            listener.session = sessions.registry.open(
                    sessions.caller("user-" + i, life), Subscription.FROM_NOW, listener, Peer.UNKNOWN);
        }
        threads.run();
        return all;
    }

    /** While {@code time} passes, no 100 ms have more than twice as many frames as an even spread would have. */
    private void assertNoBurst(List<Listener> all, Duration time) {
        Duration look = Wheel.SLOT.multipliedBy(2);
        long most = 0;
        for (long looks = time.dividedBy(look); looks > 0; looks--) {
            long before = frames(all);
            pass(look);
            most = Math.max(most, frames(all) - before);
        }
        double mean = MANY * look.toMillis() / (double) HEARTBEAT.toMillis();
        assertThat(most / mean).as("most heartbeats in 100 ms over their mean").isBetween(1.0, 2.0);
    }

    private static long frames(List<Listener> all) {
        return all.stream().mapToLong(Listener::frames).sum();
    }

    /** Time passes on both clocks while the pulse beats. */
    private void pass(Duration time) {
        for (long beats = time.dividedBy(Wheel.SLOT); beats > 0; beats--) {
            threads.pass(Wheel.SLOT);
            sessions.pass(Wheel.SLOT);
            pulse.beat();
            threads.run();
        }
    }

    /** Answers each ping. */
    private static final class Listener extends FakeTransport {
        private Session session;

        int frames() {
            return sent.size();
        }

        @Override
        public boolean ping() {
            session.heard();
            return super.ping();
        }
    }
}
