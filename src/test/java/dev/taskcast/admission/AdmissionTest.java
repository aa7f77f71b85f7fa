package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** There is room for so many and no more, and who was refused takes none of it. */
class AdmissionTest {
    private static final int CAPACITY = 100;

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 16);
    private final AtomicLong descriptors = new AtomicLong();
    private final Admission admission = admission(2);
    private final Addresses.Source anybody = admission.enteredFrom("127.0.0.1");

    @Test
    void connectionsAreLimited() {
        for (int i = 0; i < 3; i++) {
            admission.entered();
        }
        refuses(admission::entered);
    }

    @Test
    void whoWasRefusedLeavesTheRoomAsItWas() {
        for (int i = 0; i < 3; i++) {
            admission.entered();
        }
        for (int i = 0; i < 10; i++) {
            refuses(admission::entered);
            admission.left();
        }
        assertThat(admission.connections()).isEqualTo(3);
        admission.left();
        admission.entered();
    }

    @Test
    void oneAddressHasItsShare() {
        Addresses.Source first = admission.enteredFrom("192.0.2.1");
        admission.enteredFrom("192.0.2.1");
        refuses(() -> admission.enteredFrom("192.0.2.1"));
        admission.left(first);
        admission.enteredFrom("192.0.2.1");
    }

    @Test
    void upgradesThatComeTooFastAreTurnedAwayAndCounted() {
        long now = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 10; i++) {
            assertThat(admission.mayBegin("127.0.0.1", now)).isTrue();
        }
        assertThat(admission.mayBegin("127.0.0.1", now)).isFalse();
        assertThat(admission.mayBegin("127.0.0.1", now + TimeUnit.SECONDS.toNanos(1)))
                .isTrue();
    }

    @Test
    void oneAddressThatComesTooFastKeepsNobodyElseOut() {
        long now = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        int begun = 0;
        for (int i = 0; i < 100; i++) {
            begun += admission.mayBegin("192.0.2.1", now) ? 1 : 0;
        }
        assertThat(begun).isEqualTo(4);
        assertThat(admission.mayBegin("192.0.2.2", now)).isTrue();
    }

    @Test
    void connectionsWithoutATokenAreLimitedApart() {
        admission.waits(anybody);
        admission.waits(anybody);
        refuses(() -> admission.waits(anybody));
        admission.stoppedWaiting(anybody);
        assertThat(admission.unauthenticated()).isEqualTo(2);
        assertThat(admission.connections()).isZero();
    }

    @Test
    void onePublicAddressHasAQuarterOfThePlacesWithoutAToken() {
        Admission eight = admission(8);
        Addresses.Source first = eight.enteredFrom("192.0.2.1");
        eight.waits(first);
        eight.waits(first);
        refuses(() -> eight.waits(first));
        eight.stoppedWaiting(first);
        eight.waits(eight.enteredFrom("192.0.2.2"));
        eight.stoppedWaiting(first);
        eight.waits(first);
        assertThat(eight.unauthenticated()).isEqualTo(3);
    }

    @Test
    void anAddressThatMayStandForManyHasAllThePlacesWithoutAToken() {
        Admission eight = admission(8);
        Addresses.Source proxy = eight.enteredFrom("10.0.0.1");
        for (int i = 0; i < 8; i++) {
            eight.waits(proxy);
        }
        refuses(() -> eight.waits(proxy));
    }

    @Test
    void noMoreConnectionsAreTakenThanThereIsMemoryFor() {
        SocketSettings many = new SocketSettings(
                List.of(), true, Duration.ofSeconds(5), 2, 50_000, 2, 5, 2, 1_024, 16, 20, 4_096, 10);
        Admission two = new Admission(many, 2, new Descriptors(descriptors::get, 1_000, 0), new Leaving(threads));
        assertThat(two.most()).isEqualTo(2);
        two.entered();
        two.entered();
        refuses(two::entered);
    }

    @Test
    void withoutDescriptorsThereIsNoRoom() {
        long now = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        descriptors.set(900);
        assertThat(admission.hasRoom(now)).isFalse();
        descriptors.set(0);
        assertThat(admission.hasRoom(now + TimeUnit.SECONDS.toNanos(1))).isTrue();
    }

    private Admission admission(int maxUnauthenticated) {
        return new Admission(
                new SocketSettings(
                        List.of(),
                        true,
                        Duration.ofSeconds(5),
                        maxUnauthenticated,
                        3,
                        2,
                        5,
                        2,
                        1_024,
                        16,
                        20,
                        4_096,
                        10),
                CAPACITY,
                new Descriptors(descriptors::get, 1_000, 0),
                new Leaving(threads));
    }

    private static void refuses(ThrowingCallable step) {
        assertThatThrownBy(step).isInstanceOfSatisfying(CloseException.class, refusal -> assertThat(refusal.code())
                .isEqualTo(CloseCode.TRY_AGAIN_LATER));
    }
}
