package dev.taskcast.ingest;

import dev.taskcast.wire.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a request's body as its bytes come, without a thread that waits for them.
 *
 * <p>What is more than {@code maxBytes} is read and not kept, so that the client hears the answer, up to a bound at
 * which the rest does not matter any more. The container calls one method at a time; whoever waits for
 * {@link #body} may give up at any time, and then nothing more is read.
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
     * What came.
     *
     * @param bytes the body, or its beginning
     * @param isWhole whether that is all of it
     */
    record Body(byte[] bytes, boolean isWhole) {}

    RequestBody(ServletInputStream in, RequestRoom.Permit permit, int maxBytes) {
        this.in = in;
        this.permit = permit;
        this.maxBytes = maxBytes;
    }

    /** Begins; completes with the body, or exceptionally with a {@link ProblemException}. */
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

    /** The client left, or sent what is no body; both are its own affair, so no line is logged. */
    @Override
    public void onError(Throwable ofTheClient) {
        body.completeExceptionally(ProblemException.badRequest("The body did not come to its end"));
    }
}
