package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.auth.Refusal;
import dev.taskcast.config.SocketSettings;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The number of connections is limited, and a refused client takes no place. */
class AdmissionTest {
    private static final int CAPACITY = 100;

    private final AtomicLong descriptors = new AtomicLong();
    private final Admission admission = admission(2);
    private final Addresses.Source anybody = admission.enteredFrom("127.0.0.1");

    @Test
    void connectionsAreLimited() {
        for (int i = 0; i < 3; i++) {
            admission.entered(Carrier.WEBSOCKET);
        }
        refuses(Refusal.Kind.UNAVAILABLE, () -> admission.entered(Carrier.SSE));
    }

    @Test
    void aRefusedConnectionTakesNoRoom() {
        for (int i = 0; i < 3; i++) {
            admission.entered(Carrier.WEBSOCKET);
        }
        for (int i = 0; i < 10; i++) {
            refuses(Refusal.Kind.UNAVAILABLE, () -> admission.entered(Carrier.SSE));
            admission.left(Carrier.SSE);
        }
        assertThat(admission.connections(Carrier.WEBSOCKET)).isEqualTo(3);
        admission.left(Carrier.WEBSOCKET);
        admission.entered(Carrier.WEBSOCKET);
    }

    @Test
    void socketsAndStreamsShareTheLimitAndAreCountedApart() {
        admission.entered(Carrier.WEBSOCKET);
        admission.entered(Carrier.SSE);
        admission.entered(Carrier.SSE);
        refuses(Refusal.Kind.UNAVAILABLE, () -> admission.entered(Carrier.WEBSOCKET));
        admission.left(Carrier.WEBSOCKET);
        assertThat(admission.connections(Carrier.WEBSOCKET)).isEqualTo(1);
        assertThat(admission.connections(Carrier.SSE)).isEqualTo(2);
    }

    @Test
    void oneAddressHasItsShare() {
        Addresses.Source first = admission.enteredFrom("192.0.2.1");
        admission.enteredFrom("192.0.2.1");
        refuses(Refusal.Kind.LIMIT, () -> admission.enteredFrom("192.0.2.1"));
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
    void oneAddressAboveItsRateDoesNotLockOutOthers() {
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
        refuses(Refusal.Kind.UNAVAILABLE, () -> admission.waits(anybody));
        assertThat(admission.unauthenticated()).isEqualTo(2);
        assertThat(admission.connections(Carrier.WEBSOCKET)).isZero();
    }

    @Test
    void onePublicAddressHasAQuarterOfThePlacesWithoutAToken() {
        Admission eight = admission(8);
        Addresses.Source first = eight.enteredFrom("192.0.2.1");
        eight.waits(first);
        eight.waits(first);
        refuses(Refusal.Kind.LIMIT, () -> eight.waits(first));
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
        refuses(Refusal.Kind.UNAVAILABLE, () -> eight.waits(proxy));
    }

    @Test
    void noMoreConnectionsAreTakenThanThereIsMemoryFor() {
        SocketSettings many = settings().socket();
        Admission two = new Admission(many, 2, new Descriptors(descriptors::get, 1_000, 0));
        assertThat(two.most()).isEqualTo(2);
        two.entered(Carrier.WEBSOCKET);
        two.entered(Carrier.WEBSOCKET);
        refuses(Refusal.Kind.UNAVAILABLE, () -> two.entered(Carrier.WEBSOCKET));
    }

    @Test
    void withoutFreeDescriptorsNoConnectionIsAdmitted() {
        long now = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        descriptors.set(900);
        assertThat(admission.hasRoom(now)).isFalse();
        descriptors.set(0);
        assertThat(admission.hasRoom(now + TimeUnit.SECONDS.toNanos(1))).isTrue();
    }

    private Admission admission(int maxUnauthenticated) {
        return new Admission(
                settings()
                        .with("taskcast.socket.max-unauthenticated", maxUnauthenticated)
                        .with("taskcast.socket.max-connections", 3)
                        .with("taskcast.socket.max-per-address", 2)
                        .with("taskcast.socket.upgrades-per-second", 5)
                        .with("taskcast.socket.upgrades-per-address", 2)
                        .socket(),
                CAPACITY,
                new Descriptors(descriptors::get, 1_000, 0));
    }

    private static void refuses(Refusal.Kind kind, ThrowingCallable step) {
        assertThatThrownBy(step).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.kind())
                .isEqualTo(kind));
    }
}
