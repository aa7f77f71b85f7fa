package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Caller;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every session is visited when something is due, and never many of them at once. */
class PulseTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = SETTINGS.heartbeat();
    private static final int MANY = 15_000;

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Pulse pulse = new Pulse(sessions.registry, threads);

    @Test
    void heartbeatsOfSessionsThatBeganInTheSameSecondAreNoBurst() {
        List<Listener> all = open(MANY);
        int[] beaten = heartbeats(all, HEARTBEAT.multipliedBy(3));
        assertNoBurst(beaten);
        assertThat(all).allSatisfy(listener -> assertThat(listener.frames).isBetween(4, 5));
    }

    @Test
    void heartbeatsOfSessionsThatWereSentTheSameEventAreNoBurst() {
        List<Listener> all = open(MANY);
        heartbeats(all, HEARTBEAT.multipliedBy(2));
        for (int i = 0; i < MANY; i++) {
            sessions.publish("user-" + i);
        }
        threads.run();
        assertNoBurst(heartbeats(all, HEARTBEAT.multipliedBy(2)));
    }

    @Test
    void aSessionThatIsSentNothingHasAHeartbeatInEachInterval() {
        List<Listener> all = open(100);
        pass(HEARTBEAT.plus(SECOND));
        for (int interval = 1; interval <= 10; interval++) {
            int before = interval;
            assertThat(all).allSatisfy(it -> assertThat(it.frames).isEqualTo(1 + before));
            pass(HEARTBEAT);
        }
        assertThat(all).allSatisfy(it -> assertThat(it.longest)
                .isLessThanOrEqualTo(HEARTBEAT.plusMillis(200).toNanos()));
    }

    @Test
    void aTokenThatEndsEarlierThanTheOneBeforeEndsItsSessionInTime() {
        FakeTransport socket = new FakeTransport();
        Session session = sessions.open("ada", socket);
        pass(SECOND);
        session.renew(sessions.caller("ada", Duration.ofSeconds(8)));
        pass(Duration.ofSeconds(7));
        assertThat(socket.types()).containsExactly("welcome", "auth_ok", "auth_expiring");
        assertThat(socket.closes).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(socket.closes).containsExactly("4001 token expired");
    }

    @Test
    void tokensEndWithinASecondAfterTheClockWasSet() {
        List<Listener> all = open(200);
        pass(SECOND.multipliedBy(3));
        sessions.pass(Duration.ofDays(1));
        pass(SECOND.multipliedBy(2));
        assertThat(sessions.registry.connections()).isZero();
        assertThat(all).allSatisfy(it -> assertThat(it.closes).containsExactly("4001 token expired"));
    }

    @Test
    void aCallThatDoesNotReturnIsCountedAndEndedThoughNothingElseIsDue() {
        FakeTransport socket = new FakeTransport();
        sessions.open("bob", new FakeTransport());
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
        assertThat(sessions.registry.connections()).isOne();
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
        // Who renews, or is visited, while it closes.
        all.forEach(session -> session.renew(sessions.caller(session.caller().user())));
        assertThat(sessions.registry
                        .wheel()
                        .take(threads.nanoTime() + Duration.ofHours(1).toNanos()))
                .isEmpty();
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
        assertThat(others).allSatisfy(it -> assertThat(it.frames).isEqualTo(2));
        sessions.pass(Duration.ofDays(1));
        pass(SECOND.multipliedBy(2));
        assertThat(broken.closes).isNotEmpty();
        assertThat(sessions.registry.connections()).isZero();
    }

    private List<Listener> open(int count) {
        List<Listener> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Listener listener = new Listener();
            all.add(listener);
            sessions.registry.open(
                    new Caller("user-" + i, sessions.now(), sessions.now().plusSeconds(3_600), Set.of()),
                    Subscription.FROM_NOW,
                    listener);
        }
        threads.run();
        return all;
    }

    /** How many heartbeats each 100 ms of {@code time} brings. */
    private int[] heartbeats(List<Listener> all, Duration time) {
        int[] beaten = new int[(int) time.dividedBy(Wheel.SLOT.multipliedBy(2))];
        long before = frames(all);
        for (int i = 0; i < beaten.length; i++) {
            pass(Wheel.SLOT.multipliedBy(2));
            long now = frames(all);
            beaten[i] = (int) (now - before);
            before = now;
        }
        return beaten;
    }

    private static long frames(List<Listener> all) {
        return all.stream().mapToLong(it -> it.frames).sum();
    }

    private static void assertNoBurst(int[] beaten) {
        double mean = MANY * Wheel.SLOT.multipliedBy(2).toMillis() / (double) HEARTBEAT.toMillis();
        assertThat(Arrays.stream(beaten).max().orElseThrow() / mean)
                .as("most heartbeats in 100 ms over their mean")
                .isLessThan(2);
    }

    /** Time passes on both clocks, and the pulse beats meanwhile. */
    private void pass(Duration time) {
        for (long beats = time.dividedBy(Wheel.SLOT); beats > 0; beats--) {
            threads.pass(Wheel.SLOT);
            sessions.pass(Wheel.SLOT);
            pulse.beat();
            threads.run();
        }
    }

    /** Notes how many frames came, and the longest time between two. */
    private final class Listener implements Transport {
        int frames;
        long longest;
        final List<String> closes = new ArrayList<>();
        private long last = threads.nanoTime();

        @Override
        public boolean send(Frame frame) {
            frames++;
            longest = Math.max(longest, threads.nanoTime() - last);
            last = threads.nanoTime();
            return true;
        }

        @Override
        public boolean ping() {
            return true;
        }

        @Override
        public boolean answersPings() {
            return false;
        }

        @Override
        public void close(CloseCode code, String reason) {
            closes.add(code.number() + " " + reason);
        }
    }
}
