package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests with classes that have the names of the container's. */
class ContainerLinkTest {
    private static final byte[] PIECE = "piece".getBytes(StandardCharsets.US_ASCII);

    private final Link link = new Link();
    private final Connection connection = new Connection();

    /** Has the lock of a connection. */
    public static final class Link {
        private int returned;

        public String okToWrite(boolean wait, boolean closing, boolean pong) {
            return wait || closing || pong ? "NOT_OK" : "OK";
        }

        public void signalNotWriting() {
            returned++;
        }
    }

    /** A buffer of the pool. */
    public static final class Buffer {
        private final ByteBuffer bytes;
        private int released;

        Buffer(int length) {
            bytes = ByteBuffer.allocate(length);
        }

        public ByteBuffer getWrappedByteBufferNonSafe() {
            return bytes;
        }

        public void release() {
            released++;
        }
    }

    /** Creates buffers. */
    public static final class Pool {
        private Buffer last;

        public Buffer allocateDirect(int length) {
            last = new Buffer(length);
            return last;
        }
    }

    /** Writes; another thread may set a buffer of its own in the meantime. */
    public static final class Connection {
        private Buffer buffer;
        private Buffer meanwhile;
        private String written = "";

        public Buffer getBuffer() {
            return buffer;
        }

        public void setBuffer(Buffer next) {
            buffer = next;
        }

        public long write(long bytes, int timeout) {
            written += StandardCharsets.US_ASCII.decode(buffer.bytes);
            if (meanwhile != null) {
                buffer = meanwhile;
            }
            return written.length();
        }
    }

    @Test
    void theBufferOfAWriteIsReleasedAndNotKept() throws Exception {
        Pool pool = new Pool();
        write(pool);
        assertThat(connection.written).isEqualTo("piecepiece");
        assertThat(connection.buffer).isNull();
        assertThat(pool.last.released).isOne();
        assertThat(link.returned).isOne();
    }

    @Test
    void aBufferThatTheContainerHasSetMeanwhileStays() throws Exception {
        connection.meanwhile = new Buffer(1);
        Pool pool = new Pool();
        write(pool);
        assertThat(connection.buffer).isSameAs(connection.meanwhile);
        assertThat(connection.meanwhile.released).isZero();
        assertThat(pool.last.released).isOne();
    }

    private void write(Pool pool) throws IOException, ReflectiveOperationException {
        ContainerLink.Methods methods = new ContainerLink.Methods(
                Link.class.getMethod("okToWrite", boolean.class, boolean.class, boolean.class),
                "OK",
                Link.class.getMethod("signalNotWriting"),
                pool,
                Pool.class.getMethod("allocateDirect", int.class),
                Buffer.class.getMethod("getWrappedByteBufferNonSafe"),
                Buffer.class.getMethod("release"),
                method("getBuffer"),
                method("setBuffer", Buffer.class),
                method("write", long.class, int.class));
        new ContainerLink(link, connection, methods).write(List.of(PIECE, PIECE), 2 * PIECE.length);
    }

    private static Method method(String name, Class<?>... parameters) throws NoSuchMethodException {
        return Connection.class.getMethod(name, parameters);
    }
}
