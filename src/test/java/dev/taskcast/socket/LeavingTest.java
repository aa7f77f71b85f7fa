package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is closed keeps its place until its TCP connection has ended; that the container shows that is SocketPlacesIT's. */
class LeavingTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Leaving leaving = new Leaving();
    private final AtomicInteger freed = new AtomicInteger();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aPlaceIsFreeOnceTheConnectionHasEnded() {
        AtomicReference<Map<String, Object>> properties = new AtomicReference<>(new HashMap<>());
        leaving.add(socket(properties), freed::incrementAndGet, timer);
        leaving.add(socket(new AtomicReference<>()), freed::incrementAndGet, timer);
        Await.until(SOON, () -> freed.get() == 1, "the place of the one that has ended");
        assertThat(leaving.size()).isOne();
        properties.set(null);
        Await.until(SOON, () -> freed.get() == 2, "the place of the other");
        assertThat(leaving.size()).isZero();
    }

    @Test
    void whoComesWhenNobodyIsLeavingIsLookedAtToo() {
        for (int i = 1; i <= 3; i++) {
            int all = i;
            leaving.add(socket(new AtomicReference<>()), freed::incrementAndGet, timer);
            Await.until(SOON, () -> freed.get() == all && leaving.size() == 0, "place " + i);
        }
    }

    @Test
    void aSocketThatAnswersWithAnExceptionHasEnded() {
        Session refusing = Fake.of(Session.class, (method, arguments) -> {
            throw new IllegalStateException("closed");
        });
        leaving.add(refusing, freed::incrementAndGet, timer);
        Await.until(SOON, () -> freed.get() == 1, "its place");
    }

    private static Session socket(AtomicReference<Map<String, Object>> properties) {
        return Fake.of(Session.class, (method, arguments) -> properties.get());
    }
}
