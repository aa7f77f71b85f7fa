package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names are the container's. */
class WaitingReadTest {
    private final Channel channel = new Channel();
    private final Reads container;

    WaitingReadTest() throws NoSuchMethodException {
        container = (Reads) WaitingRead.instead(channel, Reads.class);
    }

    /** How the container reads. */
    public interface Reads {
        long read(long bytes, int timeout) throws IOException;

        Object read(long bytes, Told told, boolean queued, int timeout);

        void setBuffer(Buffer buffer);

        Buffer getBuffer();

        void setJITAllocateSize(int bytes);
    }

    /** Who is told of a read. */
    public interface Told {
        void complete(Object connection, Reads reads);

        void error(Object connection, Reads reads, IOException failure);
    }

    /** A buffer of the container's pool. */
    public static final class Buffer {
        private int released;

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

    /** As the container does: it begins the next read with what it is told of. */
    private static final class Container implements Told {
        private final List<Buffer> brought = new ArrayList<>();
        private final List<Buffer> got = new ArrayList<>();
        private int failures;

        void begin(Reads reads) {
            Buffer buffer = new Buffer();
            brought.add(buffer);
            reads.setBuffer(buffer);
            reads.read(1, this, true, -1);
        }

        @Override
        public void complete(Object connection, Reads reads) {
            got.add(reads.getBuffer());
            reads.setBuffer(null);
            begin(reads);
        }

        @Override
        public void error(Object connection, Reads reads, IOException failure) {
            failures++;
            begin(reads);
        }
    }

    @Test
    void eachReadWaitsWithoutABuffer() {
        Container reader = new Container();
        reader.begin(container);
        for (int i = 0; i < 3; i++) {
            Buffer made = new Buffer();
            channel.setBuffer(made);
            channel.waiting.get(i).complete("connection", channel);
            assertThat(reader.got.get(i)).isSameAs(made);
        }
        assertThat(channel.waiting).hasSize(4);
        assertThat(channel.later).isEqualTo(8_192);
        assertThat(reader.brought).hasSize(4).allMatch(buffer -> buffer.released == 1);
        assertThat(reader.got).allMatch(buffer -> buffer.released == 0);
    }

    @Test
    void aReadThatFailedIsToldAndTheNextOneWaitsLikeIt() {
        Container reader = new Container();
        reader.begin(container);
        channel.waiting.get(0).error("connection", channel, new IOException("timeout"));
        assertThat(reader.failures).isEqualTo(1);
        assertThat(channel.waiting).hasSize(2);
    }

    @Test
    void whatDoesNotWaitIsPassedOn() {
        Buffer buffer = new Buffer();
        container.setBuffer(buffer);
        container.read(1, null, true, -2);
        assertThat(channel.getBuffer()).isSameAs(buffer);
        assertThat(buffer.released).isZero();
        assertThatThrownBy(() -> container.read(1, 0))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
    }
}
