package dev.taskcast.socket;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.wire.CloseCode;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The messages of a client are bounded, however they are fragmented. */
class InboundTest {
    private final Inbound inbound = new Inbound(
            settings()
                    .with("taskcast.socket.max-frame-bytes", 1_024)
                    .with("taskcast.socket.frames-per-second", 2)
                    .with("taskcast.socket.bytes-per-second", 1_024)
                    .with("taskcast.socket.max-invalid-frames", 1)
                    .socket(),
            0);

    @Test
    void aMessageIsWholeWithItsLastFragment() {
        assertThat(inbound.take("{\"a\"", false, 0)).isEmpty();
        assertThat(inbound.take(":", false, 0)).isEmpty();
        assertThat(inbound.take("1}", true, 0)).hasValue("{\"a\":1}");
        assertThat(inbound.take("{}", true, 0)).hasValue("{}");
    }

    @Test
    void aMessageIsBoundedInBytesForAnyFragments() {
        inbound.take("ä".repeat(512), false, 0);
        ends(CloseCode.TOO_BIG, () -> inbound.take("x", true, 0));
    }

    @Test
    void bytesAndFramesHaveARate() {
        for (int i = 0; i < 4; i++) {
            inbound.take("{}", true, 0);
        }
        ends(CloseCode.POLICY, () -> inbound.take("{}", true, 0));
        long later = TimeUnit.SECONDS.toNanos(10);
        inbound.take("x".repeat(1_024), true, later);
        inbound.take("x".repeat(1_024), true, later);
        ends(CloseCode.POLICY, () -> inbound.take("x", true, later));
    }

    @Test
    void aFrameThatIsEmptyOrNoTextEndsTheConnection() {
        ends(CloseCode.TOO_BIG, () -> inbound.take("", true, 0));
        ends(CloseCode.TOO_BIG, () -> Inbound.refuse(ByteBuffer.allocate(0)));
        ends(CloseCode.UNSUPPORTED_DATA, () -> Inbound.refuse(ByteBuffer.allocate(1)));
    }

    @Test
    void aFewMistakesAreBorne() {
        inbound.mistake();
        ends(CloseCode.POLICY, inbound::mistake);
    }

    private static void ends(CloseCode code, ThrowingCallable step) {
        assertThatThrownBy(step).isInstanceOfSatisfying(CloseException.class, end -> assertThat(end.code())
                .isEqualTo(code));
    }
}
