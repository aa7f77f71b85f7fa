package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a delivery takes, which events count, and which sessions are behind. */
class SessionTimesTest {
    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();
    private final Pulse pulse = new Pulse(sessions.registry, threads);

    private HistogramDataPointSnapshot times(String name) {
        return sessions.registry.times().collectors().stream()
                .map(Collector::collect)
                .filter(found -> found.getMetadata().getName().equals(name))
                .map(found ->
                        ((HistogramSnapshot) found).getDataPoints().stream().findFirst())
                .findFirst()
                .orElseThrow()
                .orElseThrow();
    }

    private void welcomed() {
        sessions.open("a", socket);
        threads.run();
    }

    @Test
    void aDeliveryTakesFromTheRecordToWhenTheSocketHasTakenIt() {
        welcomed();
        sessions.publish("a");
        sessions.pass(Duration.ofMillis(20));
        socket.during(() -> sessions.pass(Duration.ofMillis(30)));
        threads.run();
        for (String name : new String[] {"taskcast_send_seconds", "taskcast_delivery_seconds"}) {
            assertThat(times(name).getCount()).isEqualTo(1);
            assertThat(times(name).getSum()).isCloseTo(0.05, within(1e-9));
        }
    }

    /** A record may wait in Kafka; only the delivery counts that time. */
    @Test
    void aDeliveryBeginsWithTheRecordAndASendWhenItArrived() {
        welcomed();
        sessions.publishWritten(sessions.now().minusSeconds(2).toEpochMilli(), "a");
        sessions.pass(Duration.ofMillis(20));
        threads.run();
        assertThat(times("taskcast_send_seconds").getSum()).isCloseTo(0.02, within(1e-9));
        assertThat(times("taskcast_delivery_seconds").getSum()).isCloseTo(2.02, within(1e-9));
    }

    @Test
    void aDeliveryOfARecordWithoutATimestampBeginsWhenItArrived() {
        welcomed();
        sessions.publishWritten(-1, "a");
        sessions.pass(Duration.ofMillis(20));
        threads.run();
        assertThat(times("taskcast_delivery_seconds").getSum()).isCloseTo(0.02, within(1e-9));
    }

    @Test
    void eachEventOfACallCountsWithTheTimesOfTheOldest() {
        welcomed();
        sessions.publish("a");
        sessions.pass(Duration.ofMillis(40));
        sessions.publish("a");
        sessions.pass(Duration.ofMillis(10));
        threads.run();
        assertThat(socket.runs).containsExactly(1, 2);
        assertThat(times("taskcast_send_seconds").getCount()).isEqualTo(2);
        assertThat(times("taskcast_send_seconds").getSum()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void theEventsOfABatchCountEach() {
        sessions.registry.open(sessions.caller("a"), Subscription.FROM_NOW.inBatches(), socket, Peer.UNKNOWN);
        threads.run();
        sessions.publish("a");
        sessions.publish("a");
        sessions.publish("a");
        threads.run();
        assertThat(socket.runs).containsExactly(1, 1);
        assertThat(times("taskcast_delivery_seconds").getCount()).isEqualTo(3);
    }

    @Test
    void anEventThatTheSocketDidNotTakeDoesNotCount() {
        welcomed();
        socket.broken = true;
        sessions.publish("a");
        threads.run();
        assertThat(times("taskcast_send_seconds").getCount()).isZero();
    }

    /** The delay of a device that was offline for minutes does not show how fast the gateway is. */
    @Test
    void anEventFromBeforeTheSessionIsAResumeAndNoDelivery() {
        sessions.publish("a");
        sessions.publish("a");
        sessions.publish("a");
        sessions.pass(Duration.ofMinutes(5));
        sessions.resume("a", 1, socket);
        threads.pass(Duration.ofMillis(250));
        threads.run();
        assertThat(times("taskcast_send_seconds").getCount()).isZero();
        assertThat(times("taskcast_resume_events").getSum()).isEqualTo(2);
        assertThat(times("taskcast_resume_seconds").getCount()).isEqualTo(1);
        assertThat(times("taskcast_resume_seconds").getSum()).isCloseTo(0.25, within(1e-9));
        sessions.publish("a");
        threads.run();
        assertThat(times("taskcast_send_seconds").getCount()).isEqualTo(1);
        assertThat(times("taskcast_resume_events").getCount()).isEqualTo(1);
    }

    @Test
    void aClientWithoutACursorResumesNothing() {
        sessions.publish("a");
        welcomed();
        sessions.publish("a");
        threads.run();
        assertThat(sessions.registry.counters().deliveredTotal()).isEqualTo(1);
        assertThat(sessions.registry.times().collectors())
                .filteredOn(found -> found.collect().getMetadata().getName().equals("taskcast_resume_events"))
                .singleElement()
                .satisfies(found -> assertThat(((HistogramSnapshot) found.collect()).getDataPoints())
                        .allSatisfy(point -> assertThat(point.getCount()).isZero()));
    }

    @Test
    void aSessionHasALengthOnceItHasEnded() {
        Session session = sessions.open("a", socket);
        threads.run();
        threads.pass(Duration.ofSeconds(12));
        session.close(CloseCode.NORMAL, "done");
        session.closed();
        assertThat(times("taskcast_session_seconds").getCount()).isEqualTo(1);
        assertThat(times("taskcast_session_seconds").getSum()).isCloseTo(12, within(1e-9));
    }

    @Test
    void aDrainHasALength() {
        new Drain(sessions.registry, threads).begin(Duration.ofSeconds(3), Duration.ofSeconds(10));
        threads.pass(Duration.ofSeconds(20));
        assertThat(times("taskcast_drain_seconds").getCount()).isEqualTo(1);
        assertThat(times("taskcast_drain_seconds").getSum()).isBetween(3.0, 13.0);
    }

    @Test
    void aSessionIsBehindWhileItsSocketDoesNotTakeWhatWaits() {
        welcomed();
        socket.during(() -> {
            sessions.publish("a");
            sessions.pass(Duration.ofSeconds(3));
            aSecondOfBeats();
            aSecondOfBeats();
            assertThat(sessions.registry.lag()).isEqualTo(new Lag(1, Duration.ofSeconds(3)));
        });
        sessions.publish("a");
        threads.run();
        aSecondOfBeats();
        aSecondOfBeats();
        assertThat(sessions.registry.lag()).isEqualTo(Lag.NONE);
    }

    @Test
    void aSessionThatWasSentEverythingIsNotBehindWhileAnotherOneBlocks() {
        welcomed();
        sessions.publish("a");
        threads.run();
        FakeTransport blocked = new FakeTransport().during(() -> {
            sessions.pass(Duration.ofSeconds(3));
            aSecondOfBeats();
            aSecondOfBeats();
            assertThat(sessions.registry.lag()).isEqualTo(Lag.NONE);
        });
        sessions.open("b", blocked);
        threads.run();
        assertThat(blocked.types()).containsExactly("welcome");
    }

    /** A missed event keeps its age, but the session could not receive it before it was opened. */
    @Test
    void aSessionIsBehindNoLongerThanItIsOpen() {
        sessions.publish("a");
        sessions.publish("a");
        sessions.pass(Duration.ofMinutes(5));
        socket.during(() -> {
            sessions.pass(Duration.ofMillis(700));
            aSecondOfBeats();
            aSecondOfBeats();
            assertThat(sessions.registry.lag()).isEqualTo(new Lag(0, Duration.ofMillis(700)));
        });
        sessions.resume("a", 1, socket);
        threads.run();
    }

    private void aSecondOfBeats() {
        for (int beat = 0; beat < Duration.ofSeconds(1).dividedBy(Wheel.SLOT); beat++) {
            pulse.beat();
        }
    }
}
