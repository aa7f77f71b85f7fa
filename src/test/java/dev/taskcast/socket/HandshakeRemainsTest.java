package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import dev.taskcast.sessions.SessionThreads;
import jakarta.websocket.Session;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests with classes whose fields and methods have the names of the container's. */
class HandshakeRemainsTest {
    private final Link link = new Link(false);

    /** An HTTP connection. */
    public static final class Link {
        private final Context myInterface = new Context();
        private final Dispatcher dispatcher = new Dispatcher(myInterface);
        final boolean isDestroyed;

        Link(boolean isDestroyed) {
            this.isDestroyed = isDestroyed;
        }

        public Dispatcher getApplicationCallback() {
            return dispatcher;
        }
    }

    /** Its state. */
    public static final class Context {
        private final List<Buffer> allocatedBuffers = new ArrayList<>(List.of(new Buffer(), new Buffer()));
        private Buffer currentReadBB = allocatedBuffers.get(0);
        private Message myRequest = new Message();
        private Message myResponse = new Message();
        private boolean messageSent = true;

        public boolean isMessageSent() {
            return messageSent;
        }
    }

    /** The web container's part of the connection. */
    private static final class Dispatcher {
        private final Side request;
        private final Side response;

        Dispatcher(Context context) {
            request = new Side(context.myRequest);
            response = new Side(context.myResponse);
        }
    }

    private static final class Side {
        private Message message;

        Side(Message message) {
            this.message = message;
        }
    }

    /** A request or a response. */
    public static final class Message {
        private int cleared;

        public void clear() {
            cleared++;
        }
    }

    /** A buffer of the pool. */
    public static final class Buffer {
        private int released;

        public void release() {
            released++;
        }
    }

    /** The container's notes about a request. */
    private static final class Asked {
        private URI requestURI = URI.create("/ws?token=secret");
        private String queryString = requestURI.getQuery();
        private Map<String, List<String>> parameterMap = Map.of("token", List.of("secret"));
    }

    @Test
    void theUrlIsReleasedWithItsToken() throws ReflectiveOperationException {
        Asked asked = new Asked();
        HandshakeRemains.letGoOfUrl(asked);
        assertThat(asked.requestURI).isNull();
        assertThat(asked.queryString).isNull();
        assertThat(asked.parameterMap).isNull();
    }

    @Test
    void messagesAndBuffersAreReleasedOnce() throws ReflectiveOperationException {
        Context context = link.myInterface;
        List<Message> messages = List.of(context.myRequest, context.myResponse);
        List<Buffer> buffers = List.copyOf(context.allocatedBuffers);
        for (int i = 0; i < 2; i++) {
            HandshakeRemains.letGo(link);
        }
        assertThat(messages).allMatch(message -> message.cleared == 1);
        assertThat(buffers).allMatch(buffer -> buffer.released == 1);
        assertThat(context.allocatedBuffers).isEmpty();
        assertThat(context.currentReadBB).isNull();
        assertThat(context.myRequest).isNull();
        assertThat(context.myResponse).isNull();
        assertThat(link.dispatcher.request.message).isNull();
        assertThat(link.dispatcher.response.message).isNull();
    }

    @Test
    void whileTheAnswerIsBeingSentNothingIsReleased() throws ReflectiveOperationException {
        Context context = link.myInterface;
        context.messageSent = false;
        assertThat(HandshakeRemains.letGo(link)).isFalse();
        assertThat(context.allocatedBuffers).hasSize(2).allMatch(buffer -> buffer.released == 0);
        assertThat(context.myRequest.cleared).isZero();
        context.messageSent = true;
        assertThat(HandshakeRemains.letGo(link)).isTrue();
        assertThat(context.allocatedBuffers).isEmpty();
    }

    @Test
    void aWaitingReleaseDoesNotKeepTheSocketInMemory() throws InterruptedException {
        try (SessionThreads threads = SessionThreads.pooled(Thread::new, 8)) {
            WeakReference<Session> socket = new WeakReference<>(Fake.of(Session.class, (method, arguments) -> null));
            HandshakeRemains.letGoLater(socket.get(), threads);
            Await.until(
                    Duration.ofMillis(HandshakeRemains.SETTLED_MS / 2),
                    () -> {
                        System.gc();
                        return socket.get() == null;
                    },
                    "a socket that nobody holds");
        }
    }

    @Test
    void aReleaseAfterTheThreadsAreClosedDoesNotFail() {
        SessionThreads threads = SessionThreads.pooled(Thread::new, 8);
        threads.close();
        Session socket = Fake.of(Session.class, (method, arguments) -> null);
        assertThatCode(() -> HandshakeRemains.letGoLater(socket, threads)).doesNotThrowAnyException();
    }

    /** The container has released the buffers itself, and may use the other objects for another connection. */
    @Test
    void aConnectionThatHasEndedIsLeftAlone() throws ReflectiveOperationException {
        Link ended = new Link(true);
        HandshakeRemains.letGo(ended);
        assertThat(ended.myInterface.allocatedBuffers).hasSize(2).allMatch(buffer -> buffer.released == 0);
        assertThat(ended.myInterface.myRequest.cleared).isZero();
    }
}
