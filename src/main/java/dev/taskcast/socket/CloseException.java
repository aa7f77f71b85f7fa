package dev.taskcast.socket;

import dev.taskcast.wire.CloseCode;
import java.nio.charset.StandardCharsets;

/**
 * Ends a connection with a close code and a reason that the client may see.
 *
 * <p>The reason names the kind of failure and what the client should do. It never holds a token, a claim or a payload,
 * and has at most 123 bytes (RFC 6455 §5.5).
 */
final class CloseException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int REASON_BYTES = 123;

    private final CloseCode code;

    /** Creates a close with {@code code}; {@code reason} is constant text of at most 123 bytes. */
    CloseException(CloseCode code, String reason) {
        super(reason, null, false, false);
        if (reason.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
            throw new IllegalArgumentException("Close reason over " + REASON_BYTES + " bytes: " + reason);
        }
        this.code = code;
    }

    /** The code of the close frame. */
    CloseCode code() {
        return code;
    }

    /** The reason of the close frame. */
    String reason() {
        return getMessage();
    }
}
