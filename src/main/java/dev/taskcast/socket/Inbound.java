package dev.taskcast.socket;

import dev.taskcast.admission.RateLimit;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.wire.CloseCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The messages of a client, put together from their fragments. Their length, their rate and the number of mistakes are
 * bounded.
 *
 * <p>A client that exceeds a bound gets a {@link CloseException}. Only the thread that delivers the messages uses this
 * class.
 */
final class Inbound {
    private final SocketSettings settings;
    private final RateLimit frames;
    private final RateLimit bytes;
    private StringBuilder fragments;
    private int partBytes;
    private int messageBytes;
    private int mistakes;

    /** Creates one without messages at the time {@code now}, in nanoseconds. */
    Inbound(SocketSettings settings, long now) {
        this.settings = settings;
        this.frames = new RateLimit(settings.framesPerSecond(), 1, now);
        this.bytes = new RateLimit(settings.bytesPerSecond(), settings.maxFrameBytes(), now);
    }

    /** Takes a fragment; returns the whole message if this fragment is its last. */
    Optional<String> take(String part, boolean last, long now) {
        partBytes = part.getBytes(StandardCharsets.UTF_8).length;
        checkLength(partBytes);
        messageBytes += partBytes;
        if (messageBytes > settings.maxFrameBytes()) {
            throw new CloseException(CloseCode.TOO_BIG, "message too large");
        }
        if (!bytes.take(partBytes, now)) {
            throw new CloseException(CloseCode.POLICY, "too many bytes per second");
        }
        return last ? Optional.of(message(part, now)) : begun(part);
    }

    /** The length of the last fragment, in bytes. */
    int partBytes() {
        return partBytes;
    }

    /** Refuses a binary message. */
    static void refuse(ByteBuffer part) {
        checkLength(part.remaining());
        throw new CloseException(CloseCode.UNSUPPORTED_DATA, "text frames only");
    }

    /** Counts a frame that failed; only a few of them are answered. */
    void mistake() {
        if (++mistakes > settings.maxInvalidFrames()) {
            throw new CloseException(CloseCode.POLICY, "too many invalid frames");
        }
    }

    private Optional<String> begun(String part) {
        fragments = fragments == null ? new StringBuilder(part) : fragments.append(part);
        return Optional.empty();
    }

    private String message(String part, long now) {
        String message = fragments == null ? part : fragments.append(part).toString();
        fragments = null;
        messageBytes = 0;
        if (!frames.take(1, now)) {
            throw new CloseException(CloseCode.POLICY, "too many frames per second");
        }
        return message;
    }

    /**
     * Refuses an empty message or fragment, because this container delivers a frame of 2^63 bytes or more as an empty
     * one.
     */
    private static void checkLength(int bytes) {
        if (bytes == 0) {
            throw new CloseException(CloseCode.TOO_BIG, "a frame is empty, or longer than the limit");
        }
    }
}
