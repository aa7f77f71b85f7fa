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
 * The calls into the container for one stream. Each may block, so each runs on a thread that may block
 * (docs/decisions/streams.md).
 *
 * <p>Concurrency. One thread writes at a time: the stream is then {@code busy}. A thread that closes only sets the last
 * event and returns. The busy thread writes the last event after its write has returned. If no thread is busy, a thread
 * for ending calls writes it.
 *
 * <p>So no thread waits for a blocked one; the only exception is the first send, which waits for the first line. The
 * thread that writes the last event completes the response, once. After that, nothing is written.
 */
final class EventStream implements Transport {
    /** How long the last event, and a write before it, may take; then the connection is cut. */
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
    /** Cuts the connection when the last event takes too long. It is set together with the last event. */
    private ScheduledFuture<?> deadline;

    /** Learns of an end that this side causes. */
    interface Ends {
        void closed(CloseCode code, String reason);
    }

    EventStream(SessionThreads threads, EventOutput output, Ends ends) {
        this.threads = threads;
        this.output = output;
        this.ends = ends;
    }

    /** Sends the headers and the first line, so that the client sees that it is connected. Returns immediately. */
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
        throw new UnsupportedOperationException("A stream has no pings");
    }

    @Override
    public boolean answersPings() {
        return false;
    }

    /** A client that stopped reading gets no last event, because earlier events still block the connection. */
    @Override
    public void close(CloseCode code, String reason) {
        Frame event = ServerFrames.close(code, reason);
        boolean writing;
        synchronized (this) {
            if (last != null) {
                return;
            }
            deadline = deadline();
            last = event;
            writing = busy;
            busy = true;
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

    /** Cuts the stream after its time. If memory is too short for that, it cuts the stream now, because nobody else would. */
    private ScheduledFuture<?> deadline() {
        ScheduledFuture<?> planned = null;
        try {
            planned = threads.scheduler().schedule(this::cut, CUT.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (planned == null) {
                cut();
            }
        }
        return planned;
    }

    /** Whether this side ended the stream before it broke. */
    synchronized boolean isEndedHere() {
        return endedHere;
    }

    /** A step that writes. */
    private interface Step {
        void run() throws IOException;
    }

    /** Runs {@code step} after the first line; returns whether it was run. */
    private boolean write(Step step) {
        if (!enter()) {
            return false;
        }
        try {
            if (!begun) {
                begun = true;
                // The first event continues after this line: some clients take a separate line for an event without
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

    /** Returns whether no last event waits; if one waits, this thread must write it now. */
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

    /** A stream that is over is not cut: the container may reuse its connection for the next request. */
    private synchronized void cut() {
        if (!over) {
            broken = true;
            output.cut();
        }
    }

    /** A random time, so that clients that were sent away together do not return together. */
    private static int retryMs() {
        return ThreadLocalRandom.current().nextInt(RETRY_MIN_MS, RETRY_MAX_MS + 1);
    }
}
