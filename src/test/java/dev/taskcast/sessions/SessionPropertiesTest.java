package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What holds for a session, for any steps in any order. Its client gets every event once and in order until the session
 * ends. A session ends once, and then nothing more happens.
 */
class SessionPropertiesTest {
    private static final Duration LEAVE = Duration.ofSeconds(20);
    private static final long LONG = SETTINGS.sendDeadline().plusSeconds(1).toNanos();

    /** What happens to a session. */
    private enum Step {
        EVENT,
        EVENT_OF_ANOTHER,
        EVENT_DURING_A_SEND,
        TURN,
        WAKE,
        PING,
        HEARD,
        SECOND,
        HEARTBEAT,
        RENEWED,
        SILENCE,
        BROKEN,
        STUCK,
        ENDED_DURING_A_SEND,
        CLOSED,
        GONE,
        DRAINED,
        EXPIRED
    }

    @Property(tries = 600)
    void everyEventComesOnceAndInOrderUntilTheEnd(@ForAll("steps") List<Step> steps, @ForAll boolean batches) {
        Run run = new Run(batches);
        for (Step step : steps) {
            run.take(step);
            run.holds();
        }
        run.ends();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(30, Arbitraries.of(Step.EVENT, Step.EVENT_OF_ANOTHER, Step.EVENT_DURING_A_SEND)),
                        Tuple.of(30, Arbitraries.of(Step.TURN, Step.WAKE, Step.PING, Step.HEARD)),
                        Tuple.of(10, Arbitraries.of(Step.SECOND, Step.HEARTBEAT, Step.RENEWED, Step.SILENCE)),
                        Tuple.of(
                                1,
                                Arbitraries.of(
                                        Step.BROKEN,
                                        Step.STUCK,
                                        Step.ENDED_DURING_A_SEND,
                                        Step.CLOSED,
                                        Step.GONE,
                                        Step.DRAINED,
                                        Step.EXPIRED)))
                .list()
                .ofMaxSize(120);
    }

    /** One session of ada, and what the model knows of it. */
    private static final class Run {
        private static final Pattern ID = Pattern.compile("\"task\":\\{\"id\":(\\d+)");

        private final ManualThreads threads = new ManualThreads();
        private final SessionsFixture sessions = SessionsFixture.ready(threads);
        private final FakeTransport socket = new FakeTransport();
        private final Session session;
        private final List<Integer> ofAda = new ArrayList<>();
        private int written;
        private Optional<List<String>> sentAtTheEnd = Optional.empty();

        Run(boolean batches) {
            session = sessions.registry.open(
                    sessions.caller("ada"),
                    new Subscription(Optional.empty(), batches, Filter.ALL),
                    socket,
                    Peer.UNKNOWN);
        }

        void take(Step step) {
            switch (step) {
                case EVENT -> publish("ada");
                case EVENT_OF_ANOTHER -> publish("bob");
                case EVENT_DURING_A_SEND -> socket.during(() -> publish("ada"));
                case TURN -> turn();
                case WAKE -> session.wake();
                case PING -> session.pong("7");
                case HEARD -> session.heard();
                case SECOND -> pass(Duration.ofSeconds(1));
                case HEARTBEAT -> pass(SETTINGS.heartbeat());
                case RENEWED -> session.renew(sessions.caller("ada"));
                case SILENCE -> pass(SETTINGS.pingInterval());
                case BROKEN -> socket.broken = true;
                case STUCK ->
                    socket.during(() ->
                            Visit.isStuck(session, threads.nanoTime() + LONG, LONG - 1, sessions.registry.counters()));
                case ENDED_DURING_A_SEND -> socket.during(session::closed);
                case CLOSED -> session.close(CloseCode.POLICY, "a test");
                case GONE -> session.closed();
                case DRAINED -> drain();
                case EXPIRED -> pass(Duration.ofHours(2));
            }
        }

        private void publish(String user) {
            written++;
            if (user.equals("ada")) {
                ofAda.add(written);
            }
            sessions.publish(user);
        }

        private void turn() {
            if (threads.waiting() > 0) {
                threads.runOne();
            }
        }

        /** First all waiting turns run. Another test has a time in which no thread is free. */
        private void pass(Duration time) {
            threads.run();
            threads.pass(time);
            sessions.pass(time);
            if (!session.isClosed()) {
                Visit.to(session, threads.nanoTime(), sessions.now(), SETTINGS);
            }
        }

        /** Events are delivered while a replica leaves, and then the session is closed. */
        private void drain() {
            threads.run();
            new Drain(sessions.registry, threads).begin(Duration.ZERO, LEAVE);
            publish("ada");
            threads.pass(LEAVE.dividedBy(4));
            if (!session.isClosed()) {
                assertThat(received()).isEqualTo(ofAda);
            }
            threads.pass(LEAVE);
            assertThat(session.isClosed()).as("closed by the drain").isTrue();
        }

        void holds() {
            List<Integer> received = received();
            assertThat(received).isEqualTo(ofAda.subList(0, received.size()));
            assertThat(socket.sent.isEmpty() || socket.types().get(0).equals("welcome"))
                    .as("the first frame is a welcome")
                    .isTrue();
            assertThat(socket.closes).hasSizeLessThanOrEqualTo(1);
            assertThat(session.isClosed())
                    .isEqualTo(!sessions.registry.sessions().contains(session));
            if (session.isClosed()) {
                List<String> sent = sentAtTheEnd.orElseGet(() -> List.copyOf(socket.sent));
                sentAtTheEnd = Optional.of(sent);
                assertThat(socket.sent).as("after the end").isEqualTo(sent);
            }
        }

        /** Once all turns have run, nothing is missing, or the session has ended. */
        void ends() {
            if (socket.broken) {
                take(Step.EVENT);
            }
            threads.run();
            holds();
            if (session.isClosed()) {
                take(Step.EVENT);
                take(Step.PING);
                take(Step.WAKE);
                session.run();
                threads.run();
                holds();
            } else {
                assertThat(socket.broken).as("a session without a socket").isFalse();
                assertThat(received()).isEqualTo(ofAda);
                session.close(CloseCode.GOING_AWAY, "the end");
                holds();
                assertThat(socket.closes).hasSize(1);
            }
        }

        private List<Integer> received() {
            return socket.sent.stream()
                    .flatMap(frame -> ID.matcher(frame).results())
                    .map(match -> Integer.valueOf(match.group(1)))
                    .toList();
        }
    }
}
