package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A session is taken out at its time, once, and a closed session is not kept. */
class WheelTest {
    private static final long SLOT = Wheel.SLOT.toNanos();

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Session session = sessions.open("ada", new FakeTransport());
    private final Wheel wheel = new Wheel();
    private final long start = threads.nanoTime();

    WheelTest() {
        sessions.registry.wheel().remove(session);
        wheel.take(start);
    }

    @Test
    void aSessionIsTakenOutWhenItIsDueAndNotBefore() {
        Random random = new Random(1);
        long now = start;
        for (int i = 0; i < 1_000; i++) {
            long due = now + 1 + random.nextLong(20_000_000_000L);
            wheel.place(session, due);
            now = due - 1;
            assertThat(wheel.take(now)).isEmpty();
            now = due + SLOT;
            assertThat(wheel.take(now)).containsExactly(session);
            assertThat(wheel.take(now)).isEmpty();
        }
    }

    @Test
    void aSessionThatIsDueAlreadyIsTakenOutNext() {
        wheel.place(session, start - SLOT * 100);
        assertThat(wheel.take(start + SLOT)).containsExactly(session);
    }

    @Test
    void theEarlierTimeHolds() {
        wheel.place(session, start + SLOT * 2);
        wheel.place(session, start + SLOT * 200);
        assertThat(wheel.take(start + SLOT * 3)).containsExactly(session);
        wheel.place(session, start + SLOT * 200);
        wheel.place(session, start + SLOT * 5);
        assertThat(wheel.take(start + SLOT * 6)).containsExactly(session);
        assertThat(wheel.take(start + SLOT * 300)).isEmpty();
    }

    @Test
    void aSessionDueFarAwayIsLookedAtWithinOneTurnOfTheRing() {
        wheel.place(session, start + Duration.ofDays(1_000).toNanos());
        assertThat(wheel.take(start + Duration.ofSeconds(26).toNanos())).containsExactly(session);
    }

    @Test
    void noSessionIsForgottenAfterTheWheelStoodStill() {
        wheel.place(session, start + SLOT * 7);
        assertThat(wheel.take(start + SLOT * 100_000)).containsExactly(session);
    }

    @Test
    void aSessionStaysWhereItIsWhenThereIsNoRoomToPlaceItEarlier() {
        wheel.place(session, start + SLOT * 5);
        NoRoom.toAdd(wheel, 0);
        assertThatThrownBy(() -> wheel.place(session, start + SLOT * 2)).isInstanceOf(OutOfMemoryError.class);
        assertThat(wheel.take(start + SLOT * 3)).isEmpty();
        assertThat(wheel.take(start + SLOT * 6)).containsExactly(session);
    }

    @Test
    void aSessionThatWasNotPlacedForLackOfMemoryCanBePlacedAgain() {
        NoRoom.toAdd(wheel, 0);
        assertThatThrownBy(() -> wheel.place(session, start + SLOT * 2)).isInstanceOf(OutOfMemoryError.class);
        wheel.place(session, start + SLOT * 2);
        assertThat(wheel.take(start + SLOT * 3)).containsExactly(session);
    }

    @Test
    void aSessionTakenOutWhenMemoryEndedCanBePlacedAgain() {
        Session second = sessions.open("bob", new FakeTransport());
        sessions.registry.wheel().remove(second);
        wheel.place(session, start + SLOT * 2);
        wheel.place(second, start + SLOT * 4);
        NoRoom.toTake(wheel, second);
        assertThatThrownBy(() -> wheel.take(start + SLOT * 6)).isInstanceOf(OutOfMemoryError.class);
        wheel.place(session, start + SLOT * 8);
        wheel.place(second, start + SLOT * 8);
        assertThat(wheel.take(start + SLOT * 9)).containsExactlyInAnyOrder(session, second);
    }

    @Test
    void noSlotKeepsASessionThatWasAddedThoughThatFailed() {
        NoRoom.toGrow(wheel);
        assertThatThrownBy(() -> wheel.place(session, start + SLOT * 2)).isInstanceOf(OutOfMemoryError.class);
        wheel.remove(session);
        assertThat(wheel.take(start + SLOT * 3)).isEmpty();
    }

    /** Its new slot may have the same place in the ring as the slot that was lost. */
    @Test
    void aSessionThatWasLostIsKeptInAnySlot() {
        for (int slots = 1; slots <= 520; slots++) {
            long now = start + Duration.ofHours(slots).toNanos();
            wheel.take(now);
            wheel.place(session, now + SLOT);
            NoRoom.toTake(wheel, session);
            assertThatThrownBy(() -> wheel.take(now + SLOT * 3)).isInstanceOf(OutOfMemoryError.class);
            wheel.take(now + SLOT * 4);
            wheel.place(session, now + SLOT * (4 + slots));
            assertThat(wheel.take(now + SLOT * 600)).containsExactly(session);
        }
    }

    @Test
    void aClosedSessionIsNotKeptThoughItIsPlacedMeanwhile() throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            Session closing = sessions.open("user-" + i, new FakeTransport());
            AtomicBoolean closed = new AtomicBoolean();
            Thread placing = new Thread(() -> {
                while (!closed.get()) {
                    sessions.registry.wheel().place(closing, threads.nanoTime());
                    sessions.registry.wheel().take(threads.nanoTime() + SLOT);
                }
                sessions.registry.wheel().place(closing, threads.nanoTime());
            });
            placing.start();
            closing.closed();
            closed.set(true);
            placing.join();
        }
        List<Session> left = new ArrayList<>(sessions.registry.wheel().take(Long.MAX_VALUE / 2));
        assertThat(left).isEmpty();
    }
}
