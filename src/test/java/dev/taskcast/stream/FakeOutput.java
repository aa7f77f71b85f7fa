package dev.taskcast.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A response under the test's control: it keeps what was written, and its writes block for as long as the test wants.
 */
final class FakeOutput implements EventOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> lengths = new ArrayList<>();
    private CountDownLatch reading = new CountDownLatch(0);
    private boolean cut;
    private boolean broken;
    private Optional<Error> failure = Optional.empty();
    private int blocked;
    private int completed;

    @Override
    public void write(byte[] part) throws IOException {
        CountDownLatch reader;
        synchronized (this) {
            if (completed > 0) {
                throw new AssertionError("a write after the end");
            }
            blocked++;
            reader = reading;
        }
        try {
            reader.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
        synchronized (this) {
            blocked--;
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (cut || broken) {
                throw new IOException("the connection has ended");
            }
            lengths.add(part.length);
            bytes.writeBytes(part);
        }
    }

    @Override
    public synchronized void complete() {
        completed++;
    }

    @Override
    public synchronized void cut() {
        cut = true;
        reading.countDown();
    }

    /** From now on writes block. */
    synchronized void stopReading() {
        reading = new CountDownLatch(1);
    }

    /** Blocked writes continue. */
    synchronized void read() {
        reading.countDown();
    }

    /** The client has gone. */
    synchronized void leave() {
        broken = true;
        reading.countDown();
    }

    /** From now on writes throw {@code error}, as when memory runs out. */
    synchronized void failWith(Error error) {
        failure = Optional.of(error);
    }

    /** From now on writes succeed again. */
    synchronized void recover() {
        failure = Optional.empty();
    }

    synchronized int blocked() {
        return blocked;
    }

    synchronized boolean isCut() {
        return cut;
    }

    synchronized int completed() {
        return completed;
    }

    synchronized List<Integer> lengths() {
        return List.copyOf(lengths);
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
