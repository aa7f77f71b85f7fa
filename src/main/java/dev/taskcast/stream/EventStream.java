package dev.taskcast.stream;

import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.Transport;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The calls into the container for one stream. Each may block, so each runs on a thread that may (docs/decisions/streams.md).
 *
 * <p>Concurrency. One thread writes at a time: it is {@code busy}. Whoever closes only notes it and returns. The last event is
 * written by the thread that is busy, when its write has returned, else by a thread for calls that end something. So no thread
 * waits for one that blocks, but for the first send, which waits for the first line. Whoever writes last completes the
 * response, once: then nothing is written any more.
 */
final class EventStream implements Transport {
    /** How long the last event may take, and what was under way before it; then the connection is cut. */
    static final Duration CUT = Duration.ofSeconds(10);

    private static final Logger LOGGER = Logger.getLogger(EventStream.class.getName());
    private static final int RETRY_MIN_MS = 1_000;
    private static final int RETRY_MAX_MS = 5_000;

    private final SessionThreads threads;
    private final EventOutput output;
    private final Ends ends;
    private boolean begun;
    private boolean busy;
    private boolean broken;
    private boolean over;
    private boolean endedHere;
    private Frame last;
    /** Comes when the last event takes too long; there is one as soon as there is a last event. */
    private ScheduledFuture<?> deadline;

    /** Who is told of an end that this side brings about. */
    interface Ends {
        void closed(CloseCode code, String reason);
    }

    EventStream(SessionThreads threads, EventOutput output, Ends ends) {
        this.threads = threads;
        this.output = output;
        this.ends = ends;
    }

    /** Sends the headers and the first line, so that the client sees that it is connected. Returns at once. */
    void begin() {
        threads.calls().execute(() -> write(() -> {}));
    }

    @Override
    public boolean send(List<Frame> frames) {
        return write(() -> EventText.write(output, frames));
    }

    /** A client of a stream sends nothing. */
    @Override
    public boolean ping() {
        throw new UnsupportedOperationException("Nobody answers a ping here");
    }

    @Override
    public boolean answersPings() {
        return false;
    }

    /** A reader that stopped gets no last event: what it was sent before is still on its way. */
    @Override
    public void close(CloseCode code, String reason) {
        Frame event = ServerFrames.close(code, reason);
        boolean writing;
        synchronized (this) {
            if (last != null) {
                return;
            }
            last = event;
            writing = busy;
            busy = true;
            deadline = threads.scheduler().schedule(this::cut, CUT.toMillis(), TimeUnit.MILLISECONDS);
            if (!broken) {
                endedHere = true;
                ends.closed(code, reason);
            }
        }
        if (!writing) {
            threads.ends().execute(this::finish);
        } else if (code == CloseCode.TOO_SLOW) {
            cut();
        }
    }

    /** Whether this side ended it, before it broke. */
    synchronized boolean isEndedHere() {
        return endedHere;
    }

    /** A step that writes. */
    private interface Step {
        void run() throws IOException;
    }

    /** Whether {@code step} was taken, after the first line. */
    private boolean write(Step step) {
        if (!enter()) {
            return false;
        }
        try {
            if (!begun) {
                begun = true;
                // The first event goes on after this line: some clients take a line of its own for an event without
                // data.
                output.write(EventText.retry(retryMs()).getBytes(StandardCharsets.UTF_8));
            }
            step.run();
            return true;
        } catch (IOException | RuntimeException failed) {
            LOGGER.log(Level.FINE, "A write to a stream failed", failed);
            broken();
            return false;
        } catch (Error failed) {
            broken();
            throw failed;
        } finally {
            if (!leave()) {
                finish();
            }
        }
    }

    private synchronized boolean enter() {
        while (busy && last == null) {
            try {
                wait();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        boolean may = last == null && !broken;
        busy |= may;
        return may;
    }

    /** Whether that was all; false when the end is to be written now. */
    private synchronized boolean leave() {
        busy = last != null;
        notifyAll();
        return last == null;
    }

    private synchronized void broken() {
        broken = true;
    }

    private void finish() {
        try {
            if (!isBroken()) {
                EventText.writeLast(output, last, retryMs());
            }
        } catch (IOException | RuntimeException failed) {
            LOGGER.log(Level.FINE, "The last event of a stream could not be written", failed);
        } finally {
            complete();
        }
    }

    private synchronized boolean isBroken() {
        return broken;
    }

    private synchronized void complete() {
        over = true;
        deadline.cancel(false);
        output.complete();
    }

    /** Nothing of a stream that is over: the container may use its connection for the next request. */
    private synchronized void cut() {
        if (!over) {
            broken = true;
            output.cut();
        }
    }

    /** Spread, so that those who were sent away together do not come back together. */
    private static int retryMs() {
        return ThreadLocalRandom.current().nextInt(RETRY_MIN_MS, RETRY_MAX_MS + 1);
    }
}
