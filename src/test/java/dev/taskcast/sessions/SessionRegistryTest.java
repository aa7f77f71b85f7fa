package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.auth.Refusal;
import dev.taskcast.events.Revocation;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Resume;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sessions are opened, and where they begin. */
class SessionRegistryTest {
    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();

    @Test
    void noSessionOpensBeforeTheWindowIsRead() {
        SessionsFixture starting = new SessionsFixture(threads);
        assertThatThrownBy(() -> starting.open("ada", socket)).satisfies(refusedAs(Refusal.Kind.UNAVAILABLE));
        assertThat(starting.registry.connections()).isZero();
    }

    @Test
    void noSessionOpensWhileEveryThreadIsBlocked() {
        threads.exhausted = true;
        assertThatThrownBy(() -> sessions.open("ada", socket)).satisfies(refusedAs(Refusal.Kind.UNAVAILABLE));
        assertThat(sessions.registry.connections()).isZero();
        threads.exhausted = false;
        sessions.open("ada", socket);
        assertThat(sessions.registry.connections()).isOne();
    }

    @Test
    void noSessionOpensWhileTheReplicaLeaves() {
        sessions.registry.beginDraining();
        assertThatThrownBy(() -> sessions.open("ada", socket)).satisfies(refusedAs(Refusal.Kind.LEAVING));
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void noSessionOpensWithARevokedToken() {
        sessions.registry.revoke(new Revocation("ada", sessions.now().plusSeconds(1)));
        assertThatThrownBy(() -> sessions.open("ada", socket)).satisfies(refusedAs(Refusal.Kind.FORBIDDEN));
        assertThat(sessions.registry.connections()).isZero();
        assertThat(sessions.registry.users()).isZero();
        sessions.pass(Duration.ofSeconds(2));
        sessions.open("ada", socket);
        assertThat(sessions.registry.connections()).isOne();
    }

    /** The session is in the registry before it reads the log, so a drain can end it in between. */
    @Test
    void aSessionThatEndedWhileItWasOpenedReadsNothing() {
        Opening opening = new Opening(sessions.caller("ada"), Subscription.FROM_NOW, socket, Peer.UNKNOWN);
        Session session = new Session("an id", sessions.registry, opening);
        session.closed();
        session.attach(Filter.ALL);
        assertThat(sessions.registry.users()).isZero();
    }

    @Test
    void theOldestOfTooManyConnectionsOfAUserIsClosed() {
        List<FakeTransport> sockets = Stream.generate(FakeTransport::new)
                .limit(SETTINGS.maxPerUser() + 2)
                .toList();
        sockets.forEach(each -> sessions.open("ada", each));
        sessions.open("bob", socket);
        assertThat(sockets.subList(0, 2))
                .allSatisfy(each ->
                        assertThat(each.closes).singleElement().asString().startsWith("4009"));
        assertThat(sockets.subList(2, sockets.size()))
                .allSatisfy(each -> assertThat(each.closes).isEmpty());
        assertThat(socket.closes).isEmpty();
        assertThat(sessions.registry.connections()).isEqualTo(SETTINGS.maxPerUser() + 1);
    }

    @Test
    void withoutACursorASessionBeginsNow() {
        sessions.publish("ada");
        sessions.open("ada", socket);
        threads.run();
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        assertThat(socket.sent.get(0)).contains("\"resume\":\"fresh\"");
        assertThat(sessions.registry.counters().openedTotal(Resume.FRESH)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no cursor", ""})
    void aMalformedCursorIsAnsweredWithAReset(String cursor) {
        sessions.registry.open(sessions.caller("ada"), Subscription.FROM_NOW.after(cursor), socket, Peer.UNKNOWN);
        threads.run();
        assertThat(socket.sent).singleElement().asString().contains("\"reset\"", "\"malformed_cursor\"");
    }

    @Test
    void theCursorOfAnotherTopicIsAnsweredWithAReset() {
        String foreign = new Cursor(TopicIdentity.of("another"), new long[1]).encode();
        sessions.registry.open(sessions.caller("ada"), Subscription.FROM_NOW.after(foreign), socket, Peer.UNKNOWN);
        threads.run();
        assertThat(socket.sent).singleElement().asString().contains("\"reset\"", "\"topic_replaced\"");
    }

    @Test
    void aSessionWaitsForAReplicaThatIsBehindItsCursor() {
        sessions.resume("ada", 2, socket);
        sessions.publish("ada");
        threads.run();
        assertThat(socket.sent).isEmpty();
        sessions.publish("ada");
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update");
        assertThat(socket.last()).contains("\"id\":3");
    }

    @Test
    void aThousandSessionsThatWaitCostTheThreadThatAppendsOneTurn() {
        List<FakeTransport> sockets =
                Stream.generate(FakeTransport::new).limit(1_000).toList();
        for (int i = 0; i < sockets.size(); i++) {
            sessions.resume("user " + i, 100, sockets.get(i));
        }
        for (int i = 0; i < 99; i++) {
            sessions.publish("ada");
            assertThat(threads.waiting()).isZero();
        }
        sessions.publish("ada");
        assertThat(threads.waiting()).isOne();
        threads.run();
        assertThat(sockets).allSatisfy(each -> assertThat(each.types()).containsExactly("welcome"));
        threads.pass(SETTINGS.catchUpDeadline().multipliedBy(2));
        assertThat(sockets).allSatisfy(each -> assertThat(each.closes).isEmpty());
    }

    /** In each round, a session opens while its user's tokens are revoked: one of the two sees the other. */
    @Test
    @Tag("long")
    void noSessionOpensDuringARevocationOfItsToken() {
        for (int i = 0; i < 3_000; i++) {
            String user = "user " + i;
            Revocation revocation = new Revocation(user, sessions.now().plusSeconds(1));
            CompletableFuture<Void> revoked = CompletableFuture.runAsync(() -> sessions.registry.revoke(revocation));
            try {
                sessions.open(user, new FakeTransport());
            } catch (Refusal refused) {
                assertThat(refused.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
            }
            revoked.join();
        }
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aSessionDoesNotWaitLongerThanTheDeadline() {
        sessions.resume("ada", 2, socket);
        threads.pass(SETTINGS.catchUpDeadline().minusMillis(1));
        assertThat(socket.closes).isEmpty();
        threads.pass(Duration.ofMillis(1));
        assertThat(socket.closes).singleElement().asString().startsWith("1013 ");
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aClientThatLeavesWhileItWaitsIsForgotten() {
        Session session = sessions.resume("ada", 2, socket);
        session.closed();
        sessions.publish("ada");
        sessions.publish("ada");
        threads.pass(SETTINGS.catchUpDeadline().multipliedBy(2));
        assertThat(socket.sent).isEmpty();
        assertThat(socket.closes).isEmpty();
    }

    @Test
    void aListenerIsToldWhichSessionsThereAre() {
        FakeListener listener = new FakeListener();
        sessions.registry.tell(listener);
        Session ada = sessions.open("ada", socket);
        Session waits = sessions.resume("bob", 1, new FakeTransport());
        assertThat(listener.open).containsExactly("ada " + ada.id());
        sessions.publish("bob");
        threads.run();
        assertThat(listener.open).containsExactlyInAnyOrder("ada " + ada.id(), "bob " + waits.id());
        Cursor cursor = new Cursor(SessionsFixture.TOPIC, new long[] {1});
        assertThat(ada.acknowledge(cursor)).isTrue();
        assertThat(listener.acknowledged).containsEntry("ada", cursor).containsKey("bob");
        ada.close(CloseCode.POLICY, "no more");
        waits.closed();
        assertThat(listener.open).isEmpty();
    }

    /**
     * In each round, a session ends while it is welcomed. Without the check, its user would be shown as online forever.
     */
    @Test
    @Tag("long")
    void aSessionThatEndsDuringItsWelcomeIsReportedAsEnded() {
        FakeListener listener = new FakeListener();
        sessions.registry.tell(listener);
        for (int i = 0; i < 3_000; i++) {
            String user = "user " + i;
            Revocation revocation = new Revocation(user, sessions.now().plusSeconds(1));
            CompletableFuture<Void> revoked = CompletableFuture.runAsync(() -> sessions.registry.revoke(revocation));
            try {
                sessions.open(user, new FakeTransport());
            } catch (Refusal refused) {
                assertThat(refused.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
            }
            revoked.join();
        }
        assertThat(listener.open).isEmpty();
    }

    private static final class FakeListener implements SessionListener {
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private final Map<String, Cursor> acknowledged = new ConcurrentHashMap<>();

        @Override
        public void opened(String user, String session) {
            open.add(user + " " + session);
        }

        @Override
        public void closed(String user, String session) {
            open.remove(user + " " + session);
        }

        @Override
        public void acknowledged(String user, Cursor cursor) {
            acknowledged.put(user, cursor);
        }
    }

    private static Consumer<Throwable> refusedAs(Refusal.Kind kind) {
        return thrown -> assertThat(thrown).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.kind())
                .isEqualTo(kind));
    }
}
