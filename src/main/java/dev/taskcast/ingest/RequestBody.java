package dev.taskcast.ingest;

import dev.taskcast.wire.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a request's body as its bytes arrive. No thread waits for them.
 *
 * <p>Bytes beyond {@code maxBytes} are read and not kept, so that the client gets the answer. After a further bound,
 * reading ends. The container calls one method at a time. The caller may give up {@link #body} at any time; then
 * nothing more is read.
 */
final class RequestBody implements ReadListener {
    /** The largest body that a setting allows. */
    private static final long MOST = 64L << 20;

    private static final int CHUNK = 8192;

    private final ServletInputStream in;
    private final RequestRoom.Permit permit;
    private final int maxBytes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private long seen;

    /**
     * The bytes that arrived.
     *
     * @param bytes the body, or its beginning
     * @param isWhole whether the body is complete
     */
    record Body(byte[] bytes, boolean isWhole) {}

    RequestBody(ServletInputStream in, RequestRoom.Permit permit, int maxBytes) {
        this.in = in;
        this.permit = permit;
        this.maxBytes = maxBytes;
    }

    /** Begins to read. The future completes with the body, or with a {@link ProblemException}. */
    CompletableFuture<Body> read() {
        in.setReadListener(this);
        return body;
    }

    @Override
    public void onDataAvailable() {
        byte[] chunk = new byte[CHUNK];
        try {
            while (!body.isDone() && in.isReady()) {
                int length = in.read(chunk);
                if (length < 0) {
                    return;
                }
                take(chunk, length);
            }
        } catch (IOException ofTheClient) {
            onError(ofTheClient);
        } catch (ProblemException noRoom) {
            body.completeExceptionally(noRoom);
        }
    }

    private void take(byte[] chunk, int length) {
        int wanted = Math.min(length, maxBytes - kept.size());
        if (wanted > 0) {
            permit.grow(wanted);
            kept.write(chunk, 0, wanted);
        }
        seen += length;
        if (seen > MOST) {
            body.complete(new Body(kept.toByteArray(), false));
        }
    }

    @Override
    public void onAllDataRead() {
        body.complete(new Body(kept.toByteArray(), seen == kept.size()));
    }

    /** The client left or sent an invalid body. This is not the gateway's fault, so no line is logged. */
    @Override
    public void onError(Throwable ofTheClient) {
        body.completeExceptionally(ProblemException.badRequest("The body is incomplete"));
    }
}
