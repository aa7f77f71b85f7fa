package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests with classes that have the names of the container's. */
class WaitingReadTest {
    private final Channel channel = new Channel();
    private final Frames frames = new Frames();
    private final List<String> refusals = new ArrayList<>();
    private final OpenCalls calls = new OpenCalls();
    private final List<Boolean> calling = new ArrayList<>();
    private final Reads container;

    WaitingReadTest() throws ReflectiveOperationException {
        WaitingRead.Names names = WaitingRead.Names.of(Reads.class, new Pool());
        WaitingRead.Target target = new WaitingRead.Target(channel, true, frames);
        container = (Reads) WaitingRead.instead(names, target, 16_384, refusals::add, calls);
    }

    /** Assembles frames. */
    public static final class Frames {
        Processor frameProcessor = new Processor();
        boolean needNewFrameProcessor;
        int countOfIOFrames;

        public void reset() {
            countOfIOFrames = 0;
        }
    }

    /** A frame. */
    static final class Processor {
        int countOfBuffers;
    }

    /** Creates buffers. */
    public static final class Pool {
        public Buffer wrap(byte[] bytes) {
            return new Buffer(bytes);
        }
    }

    /** The container's interface for reads. */
    public interface Reads {
        long read(long bytes, int timeout) throws IOException;

        Object read(long bytes, Told told, boolean queued, int timeout);

        void setBuffer(Buffer buffer);

        Buffer getBuffer();

        void setJITAllocateSize(int bytes);
    }

    /** The callback that is told of a read. */
    public interface Told {
        void complete(Object connection, Reads reads);

        void error(Object connection, Reads reads, IOException failure);
    }

    /** A buffer of the container's pool. */
    public static final class Buffer {
        private final ByteBuffer bytes;
        private int released;

        Buffer(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes);
        }

        public ByteBuffer getWrappedByteBufferNonSafe() {
            return bytes;
        }

        public void release() {
            released++;
        }
    }

    /** The TCP channel. */
    public static final class Channel implements Reads {
        private final List<Told> waiting = new ArrayList<>();
        private Buffer buffer;
        private int later;

        @Override
        public long read(long bytes, int timeout) throws IOException {
            throw new IOException("broken");
        }

        @Override
        public Object read(long bytes, Told told, boolean queued, int timeout) {
            if (told != null) {
                assertThat(buffer).isNull();
                assertThat(bytes).isEqualTo(1);
                assertThat(queued).isTrue();
                assertThat(timeout).isEqualTo(-1);
                waiting.add(told);
            }
            return null;
        }

        @Override
        public void setBuffer(Buffer brought) {
            buffer = brought;
        }

        @Override
        public Buffer getBuffer() {
            return buffer;
        }

        @Override
        public void setJITAllocateSize(int bytes) {
            later = bytes;
        }
    }

    /** Does what the container does: it begins the next read with the object that told it of the last one. */
    private final class Container implements Told {
        private final List<Buffer> brought = new ArrayList<>();
        private final List<Buffer> got = new ArrayList<>();
        private int failures;

        void begin(Reads reads) {
            Buffer buffer = new Buffer(new byte[8_192]);
            brought.add(buffer);
            reads.setBuffer(buffer);
            reads.read(1, this, true, -1);
        }

        @Override
        public void complete(Object connection, Reads reads) {
            calling.add(calls.isCalling());
            got.add(reads.getBuffer());
            reads.setBuffer(null);
            begin(reads);
        }

        @Override
        public void error(Object connection, Reads reads, IOException failure) {
            calling.add(calls.isCalling());
            failures++;
            begin(reads);
        }
    }

    @Test
    void eachReadWaitsWithoutABuffer() {
        Container reader = new Container();
        reader.begin(container);
        for (int i = 0; i < 3; i++) {
            Buffer made = come(i);
            assertThat(made.released).isOne();
            ByteBuffer got = reader.got.get(i).bytes;
            assertThat(got.capacity()).isEqualTo(2);
            assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', 'b'}));
        }
        assertThat(channel.waiting).hasSize(4);
        assertThat(channel.later).isEqualTo(8_192);
        assertThat(reader.brought).hasSize(4).allMatch(buffer -> buffer.released == 1);
        assertThat(reader.got).allMatch(buffer -> buffer.released == 0);
    }

    @Test
    void aFrameOfManyReadsEndsTheConnection() {
        new Container().begin(container);
        for (int i = 0; i < WaitingRead.FEW; i++) {
            come(i);
            frames.frameProcessor.countOfBuffers++;
        }
        assertThat(refusals).isEmpty();
        come(WaitingRead.FEW);
        assertThat(refusals).containsExactly("a frame in too many pieces");
    }

    @Test
    void continuationsWithoutAStartAreDroppedBeforeTheNextReadAndEndTheConnection() {
        new Container().begin(container);
        come(0);
        assertThat(refusals).isEmpty();
        frames.countOfIOFrames = 2;
        come(1);
        assertThat(frames.countOfIOFrames).isZero();
        assertThat(refusals).containsOnly("a fragment that continues no message");
    }

    @Test
    void aFrameThatIsTooLongEndsTheConnectionBeforeItIsComplete() {
        new Container().begin(container);
        int i = 0;
        for (; i < 4; i++) {
            come(i, 8_192);
        }
        assertThat(refusals).isEmpty();
        come(i, 15);
        assertThat(refusals).containsExactly("a frame longer than the limit");
    }

    @Test
    void manyFramesThatEndWithinAReadAreNotRefused() {
        new Container().begin(container);
        for (int i = 0; i < 40; i++) {
            if (i % 4 == 0) {
                frames.frameProcessor = new Processor();
            }
            come(i, 8_192);
        }
        assertThat(refusals).isEmpty();
    }

    @Test
    void theNumberOfCompleteFramesIsNotLimited() {
        new Container().begin(container);
        for (int i = 0; i < 10 * WaitingRead.FEW; i++) {
            frames.frameProcessor.countOfBuffers = i % WaitingRead.FEW;
            frames.needNewFrameProcessor = i % 2 == 0;
            come(i);
        }
        frames.needNewFrameProcessor = true;
        frames.frameProcessor.countOfBuffers = 10 * WaitingRead.FEW;
        for (int i = 10 * WaitingRead.FEW; i < 20 * WaitingRead.FEW; i++) {
            come(i);
        }
        assertThat(refusals).isEmpty();
    }

    @Test
    void aReadThatFailedIsToldAndTheNextOneWaitsLikeIt() {
        Container reader = new Container();
        reader.begin(container);
        channel.waiting.get(0).error("connection", channel, new IOException("timeout"));
        assertThat(reader.failures).isEqualTo(1);
        assertThat(channel.waiting).hasSize(2);
    }

    /** Meanwhile the container may write, and such a write may wait forever. */
    @Test
    void theThreadThatReportsAReadCountsAsCalling() {
        new Container().begin(container);
        come(0);
        channel.waiting.get(1).error("connection", channel, new IOException("reset"));
        assertThat(calling).containsExactly(true, true);
        assertThat(calls.isCalling()).isFalse();
    }

    @Test
    void aReadThatDoesNotWaitIsPassedOn() {
        Buffer buffer = new Buffer(new byte[1]);
        container.setBuffer(buffer);
        container.read(1, null, true, -2);
        assertThat(channel.getBuffer()).isSameAs(buffer);
        assertThat(buffer.released).isZero();
        assertThatThrownBy(() -> container.read(1, 0))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
    }

    /** Two bytes come for the read {@code i}, in the returned buffer. */
    private Buffer come(int i) {
        Buffer made = new Buffer(new byte[8_192]);
        made.bytes.put((byte) 'a').put((byte) 'b');
        return come(i, made);
    }

    private void come(int i, int bytes) {
        Buffer made = new Buffer(new byte[8_192]);
        made.bytes.position(bytes);
        come(i, made);
    }

    private Buffer come(int i, Buffer made) {
        channel.setBuffer(made);
        channel.waiting.get(i).complete("connection", channel);
        return made;
    }
}
