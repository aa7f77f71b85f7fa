package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** There are never more sockets than there are descriptors for them. */
class DescriptorsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong open = new AtomicLong(899);
    private final Descriptors descriptors = new Descriptors(open::get, 1_000, 0);

    @Test
    void aTenthOfTheDescriptorsIsKeptForOtherUses() {
        assertThat(descriptors.haveRoom(0)).isTrue();
        open.set(900);
        assertThat(descriptors.haveRoom(SECOND)).isFalse();
        open.set(899);
        assertThat(descriptors.haveRoom(2 * SECOND)).isTrue();
    }

    @Test
    void descriptorsAreCountedOnceASecond() {
        assertThat(descriptors.haveRoom(0)).isTrue();
        open.set(900);
        assertThat(descriptors.haveRoom(SECOND - 1)).isTrue();
        assertThat(descriptors.haveRoom(SECOND)).isFalse();
    }

    /** Java reads a directory to count the open descriptors. Without a free descriptor it throws this error. */
    @Test
    void ifNoDescriptorIsLeftToCountThemThereIsNoRoom() {
        Descriptors full = new Descriptors(
                () -> {
                    throw new InternalError("errno: 24 error: Unable to open directory /proc/self/fd");
                },
                1_000,
                0);
        assertThat(full.haveRoom(0)).isFalse();
    }

    @Test
    void theDescriptorsOfThisProcessAreFound() {
        assertThat(Descriptors.ofProcess(System.nanoTime()).haveRoom(System.nanoTime()))
                .isTrue();
    }
}
