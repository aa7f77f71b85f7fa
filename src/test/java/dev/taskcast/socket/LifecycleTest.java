package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import dev.taskcast.sessions.Peer;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.Subscription;
import dev.taskcast.sessions.Transport;
import dev.taskcast.socket.Lifecycle.Stage;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * If several threads want to change the stage, one of them succeeds. The thread that ends the connection gets the last
 * stage, so that it can release what that stage holds.
 */
class LifecycleTest {
    private static final int ROUNDS = 2_000;

    private final SocketFixture sockets = new SocketFixture();
    private final Session session = session();
    private final Lifecycle lifecycle = new Lifecycle();

    @AfterEach
    void end() {
        sockets.close();
    }

    @Test
    void aTokenThatCameWithTheRequestLeadsToASession() {
        assertThat(lifecycle.stage()).isInstanceOf(Stage.Checking.class);
        assertThat(lifecycle.open(session)).isTrue();
        assertThat(lifecycle.stage()).isEqualTo(new Stage.Open(session));
        assertThat(lifecycle.end()).isEqualTo(new Stage.Open(session));
        assertThat(lifecycle.stage()).isInstanceOf(Stage.Ended.class);
    }

    @Test
    void aTokenInTheFirstFrameIsWaitedForFirst() {
        assertThat(lifecycle.await(SocketFixture.NOTHING)).isTrue();
        assertThat(lifecycle.open(session)).as("no token was checked").isFalse();
        assertThat(lifecycle.check(waiting())).isTrue();
        assertThat(lifecycle.open(session)).isTrue();
    }

    @Test
    void theDeadlineEndsAConnectionThatWaitsAndNoOther() {
        assertThat(lifecycle.expire()).as("the request is being looked at").isFalse();
        lifecycle.await(SocketFixture.NOTHING);
        Stage.Waiting waiting = waiting();
        lifecycle.check(waiting);
        assertThat(lifecycle.expire()).as("the token has come").isFalse();
        lifecycle.open(session);
        assertThat(lifecycle.expire()).as("there is a session").isFalse();
        Lifecycle late = new Lifecycle();
        late.await(SocketFixture.NOTHING);
        assertThat(late.expire()).isTrue();
        assertThat(late.expire()).as("a second end by the deadline").isFalse();
        assertThat(late.check(waiting)).as("a token that comes too late").isFalse();
    }

    @Test
    void anEndedConnectionStaysEnded() {
        lifecycle.await(SocketFixture.NOTHING);
        Stage.Waiting waiting = waiting();
        assertThat(lifecycle.end()).isEqualTo(waiting);
        assertThat(lifecycle.end()).as("a second end").isInstanceOf(Stage.Ended.class);
        assertThat(lifecycle.await(SocketFixture.NOTHING)).isFalse();
        assertThat(lifecycle.check(waiting)).isFalse();
        assertThat(lifecycle.open(session)).isFalse();
        assertThat(lifecycle.expire()).isFalse();
        assertThat(lifecycle.stage()).isInstanceOf(Stage.Ended.class);
    }

    @Test
    void noSessionOpensAfterTheEnd() {
        assertThat(lifecycle.end()).isInstanceOf(Stage.Checking.class);
        assertThat(lifecycle.open(session)).isFalse();
    }

    /** The container's thread, the timer and a close at the same moment. */
    @Test
    void onlyOneOfThreeConcurrentThreadsEndsTheWait() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int i = 0; i < ROUNDS; i++) {
                Lifecycle one = new Lifecycle();
                one.await(SocketFixture.NOTHING);
                Stage.Waiting waiting = (Stage.Waiting) one.stage();
                CyclicBarrier start = new CyclicBarrier(3);
                List<Function<Lifecycle, Boolean>> takers =
                        List.of(it -> it.check(waiting), Lifecycle::expire, it -> it.end()
                                .equals(waiting));
                List<Future<Boolean>> results = takers.stream()
                        .map(taker -> threads.submit(() -> {
                            start.await();
                            return taker.apply(one);
                        }))
                        .toList();
                int taken = 0;
                for (Future<Boolean> result : results) {
                    taken += result.get() ? 1 : 0;
                }
                assertThat(taken).isEqualTo(1);
                assertThat(one.stage()).isInstanceOf(Stage.Ended.class);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Stage.Waiting waiting() {
        return (Stage.Waiting) lifecycle.stage();
    }

    private Session session() {
        Transport nowhere = Fake.of(Transport.class, (method, arguments) -> method.equals("close") ? null : true);
        return sockets.registry.open(
                sockets.verifier.verify(SocketFixture.token("ada")), Subscription.FROM_NOW, nowhere, Peer.UNKNOWN);
    }
}
