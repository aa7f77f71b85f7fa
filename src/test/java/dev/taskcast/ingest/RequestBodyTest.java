package dev.taskcast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.ingest.RequestBody.Body;
import dev.taskcast.wire.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    private static final int MAX = 10;

    private final Stream stream = new Stream();
    private final RequestRoom.Permit permit = new IngestFixture().room.enter();
    private final CompletableFuture<Body> body = new RequestBody(stream, permit, MAX).read();

    @Test
    void aBodyIsPutTogetherFromWhatComes() throws Exception {
        stream.comes("{\"a\"");
        assertThat(body).isNotDone();
        stream.comes(":1}");
        stream.ends();
        assertThat(text()).isEqualTo("{\"a\":1}");
        assertThat(body.join().isWhole()).isTrue();
    }

    @Test
    void theStartOfATooLargeBodyIsKeptAndTheRestIsReadAndDropped() throws Exception {
        stream.comes("01234567");
        stream.comes("89abcdef");
        assertThat(body).isNotDone();
        stream.ends();
        assertThat(text()).isEqualTo("0123456789");
        assertThat(body.join().isWhole()).isFalse();
        assertThat(stream.waiting).isEmpty();
    }

    @Test
    void aBodyThatTheClientBreaksOffIsABadRequest() {
        stream.comes("{");
        stream.listener.onError(new IOException("reset"));
        assertThat(body.handle((came, failure) -> ((ProblemException) failure).status())
                        .join())
                .isEqualTo(400);
    }

    @Test
    void aCancelledBodyReadsNothingMore() {
        body.cancel(false);
        stream.comes("late");
        assertThat(stream.waiting).isEqualTo("late");
    }

    @Test
    void aBodyWithoutRoomEndsOnlyItsRequest() {
        permit.grow(IngestFixture.MAX_REQUEST);
        stream.comes("1");
        assertThat(body.handle((came, failure) -> ((ProblemException) failure).status())
                        .join())
                .isEqualTo(503);
    }

    private String text() {
        return new String(body.join().bytes(), StandardCharsets.UTF_8);
    }

    /** A body whose bytes arrive when the test says so. */
    private static final class Stream extends ServletInputStream {
        ReadListener listener;
        String waiting = "";

        void comes(String text) {
            waiting += text;
            tell();
        }

        void ends() throws IOException {
            listener.onAllDataRead();
        }

        private void tell() {
            try {
                listener.onDataAvailable();
            } catch (IOException unexpected) {
                throw new AssertionError(unexpected);
            }
        }

        @Override
        public boolean isReady() {
            return !waiting.isEmpty();
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public void setReadListener(ReadListener reader) {
            listener = reader;
        }

        @Override
        public int read() {
            int next = waiting.charAt(0);
            waiting = waiting.substring(1);
            return next;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int count = Math.min(length, waiting.length());
            for (int i = 0; i < count; i++) {
                into[from + i] = (byte) read();
            }
            return count;
        }
    }
}
