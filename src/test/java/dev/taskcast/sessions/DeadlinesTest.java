package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.taskcast.auth.Caller;
import dev.taskcast.wire.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;

/**
 * No session is forgotten. Tokens, events and answers come in random order; each deadline is met on time or within a
 * second, and never early.
 */
@Tag("long")
class DeadlinesTest {
    private static final int SESSIONS = 100;
    private static final Duration BEAT = Wheel.SLOT;
    private static final Duration LATE = Duration.ofSeconds(1).plus(BEAT.multipliedBy(2));
    private static final Duration TIME = Duration.ofMinutes(25);
    private static final Duration LEAST = SETTINGS.heartbeat().dividedBy(4);
    private static final Instant NEVER = Instant.MAX;

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Pulse pulse = new Pulse(sessions.registry, threads);
    private final List<Device> devices = new ArrayList<>();

    @RepeatedTest(3)
    void everyDeadlineIsMetInTime(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (long beats = TIME.dividedBy(BEAT); beats > 0; beats--) {
            if (sessions.registry.connections() < SESSIONS && random.nextInt(4) == 0) {
                devices.add(new Device(random));
            }
            if (!devices.isEmpty()) {
                devices.get(random.nextInt(devices.size())).happen(random);
            }
            threads.pass(BEAT);
            sessions.pass(BEAT);
            pulse.beat();
            threads.run();
            devices.forEach(Device::check);
        }
        assertThat(devices).extracting(device -> device.ended).contains("token expired", "no answer to a ping");
        assertThat(sessions.registry.connections()).isEqualTo((int)
                devices.stream().filter(it -> it.ended.isEmpty()).count());
    }

    /** A device, and what it may expect by its own clock; {@link #NEVER} for what it does not expect. */
    private final class Device extends FakeTransport {
        private final String user = "user-" + devices.size();
        private final Session session;
        private final boolean answers;
        private Instant end;
        private Instant announcement;
        private Instant question;
        private Instant answer = NEVER;
        private Instant frame = sessions.now();
        private String ended = "";

        Device(Random random) {
            answers = random.nextInt(10) > 0;
            expectEnd(Duration.ofSeconds(20 + random.nextInt(3_000)));
            expectQuestion();
            session = sessions.registry.open(caller(), Subscription.FROM_NOW, this, Peer.UNKNOWN);
            threads.run();
        }

        private Caller caller() {
            return new Caller(user, sessions.now(), end, Set.of());
        }

        private void expectEnd(Duration life) {
            end = sessions.now().plus(life);
            Duration warning = SETTINGS.expiryWarning();
            Duration quarter = life.dividedBy(4);
            announcement = end.minus(quarter.compareTo(warning) < 0 ? quarter : warning);
        }

        private void expectQuestion() {
            question = sessions.now().plus(SETTINGS.pingInterval());
            answer = NEVER;
        }

        /** The device gets an event, says something, or gets a new token; half of the tokens end soon. */
        void happen(Random random) {
            int which = random.nextInt(60);
            if (ended.isEmpty() && which < 10) {
                sessions.publish(user);
            } else if (ended.isEmpty() && which < 11) {
                session.heard();
                expectQuestion();
            } else if (ended.isEmpty() && which < 13) {
                expectEnd(Duration.ofMillis(1 + random.nextInt(which == 11 ? 60_000 : 3_000_000)));
                session.renew(caller());
            }
            threads.run();
        }

        void check() {
            sent.forEach(this::received);
            sent.clear();
            if (ended.isEmpty()) {
                Instant late = sessions.now().minus(LATE);
                isAfter(late, end, "the end of a token");
                isAfter(late, announcement, "its announcement");
                isAfter(late, question, "a ping");
                isAfter(late, answer, "the end of the time for an answer");
                isAfter(late, frame.plus(SETTINGS.heartbeat()), "a heartbeat");
            }
        }

        private void received(String text) {
            Instant now = sessions.now();
            if (text.contains("\"auth_expiring\"")) {
                assertThat(now).as("an announcement").isAfterOrEqualTo(announcement);
                announcement = NEVER;
            } else if (text.contains("\"heartbeat\"") && !frame.equals(now)) {
                Duration silence = Duration.between(frame, now);
                assertThat(silence).as("the silence before a heartbeat").isGreaterThanOrEqualTo(LEAST);
            }
            frame = now;
        }

        /** Saves an assertion object for each of a million cases. */
        private void isAfter(Instant late, Instant due, String what) {
            if (!due.isAfter(late)) {
                fail(what + " of " + user + " was due at " + due + ", now it is " + sessions.now());
            }
        }

        @Override
        public boolean ping() {
            assertThat(sessions.now()).as("a ping").isAfterOrEqualTo(question.minus(SETTINGS.heartbeat()));
            frame = sessions.now();
            if (answers) {
                session.heard();
                expectQuestion();
            } else {
                question = NEVER;
                answer = sessions.now().plus(SETTINGS.pongDeadline());
            }
            return true;
        }

        @Override
        public void close(CloseCode code, String reason) {
            ended = reason;
            Instant due = code == CloseCode.UNAUTHORIZED ? end : answer;
            assertThat(sessions.now()).as(reason).isAfterOrEqualTo(due);
        }
    }
}
