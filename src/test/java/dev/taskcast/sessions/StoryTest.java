package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.log.Found;
import dev.taskcast.log.Gap;
import dev.taskcast.log.WindowSearch;
import dev.taskcast.sessions.Outcome.State;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the remembered facts of a session tell about one event. */
class StoryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Directory directory = new Directory(sessions.registry);
    private final FakeTransport socket = new FakeTransport();

    /** Cursors grow with the topic's partitions, and each session keeps two cursors. */
    @Test
    void theCursorsThatASessionKeepsAreBounded() {
        Story story = new Story(Peer.UNKNOWN, sessions.now());
        Cursor cursor = cursor(SessionsFixture.TOPIC, new long[1_500]);
        story.begins(0, Optional.of(cursor.encode()));
        story.acknowledged(cursor);
        for (Optional<String> kept : List.of(story.came(), story.acked())) {
            assertThat(kept.orElseThrow()).hasSizeLessThanOrEqualTo(Cursor.MAX_LENGTH);
            assertThat(Cursor.parse(kept.get())).contains(cursor);
        }
    }

    @Test
    void anEventWasHandedOverWhenACallHasReturnedThatHadIt() {
        sessions.open("ada", socket);
        threads.run();
        pass(SECOND);
        socket.during(() -> assertThat(outcome("0-0").state()).isEqualTo(State.NOT_YET));
        sessions.publish("ada");
        assertThat(outcome("0-0").state()).isEqualTo(State.NOT_YET);
        threads.run();
        Instant then = sessions.now();
        pass(SECOND);
        assertThat(outcome("0-0")).isEqualTo(new Outcome(State.HANDED, Optional.of(then), false));
    }

    @Test
    void theTimeIsKnownForTheLastCallsOnly() {
        sessions.open("ada", socket);
        threads.run();
        for (int i = 0; i <= Story.MARKS; i++) {
            sessions.publish("ada");
            threads.run();
            pass(SECOND);
        }
        assertThat(outcome("0-0")).isEqualTo(new Outcome(State.HANDED, Optional.empty(), false));
        for (int i = 1; i <= Story.MARKS; i++) {
            Instant then = sessions.now().minus(SECOND.multipliedBy(Story.MARKS - i + 1L));
            assertThat(outcome("0-" + i).at()).contains(then);
        }
    }

    @Test
    void anEventIsAcknowledgedByACursorBeyondIt() {
        Session session = sessions.open("ada", socket);
        sessions.publish("ada");
        sessions.publish("ada");
        threads.run();
        session.acknowledge(cursor(SessionsFixture.TOPIC, 1));
        assertThat(outcome("0-0").isAcked()).isTrue();
        assertThat(outcome("0-1").isAcked()).isFalse();
    }

    @Test
    void anEventFromBeforeASessionWasNotHandedOverByIt() {
        sessions.publish("ada");
        sessions.publish("ada");
        sessions.resume("ada", 1, socket);
        threads.run();
        assertThat(outcome("0-0").state()).isEqualTo(State.BEFORE);
        assertThat(outcome("0-1").state()).isEqualTo(State.HANDED);
    }

    @Test
    void anEventThatAResetLeftOutWasNotHandedOver() {
        sessions.open("ada", socket);
        threads.run();
        sessions.publish("ada");
        sessions.log.lost(Map.of(0, Gap.behind(1)));
        threads.run();
        assertThat(outcome("0-0").state()).isEqualTo(State.BEFORE);
        assertThat(only().read().lastReset()).contains(ResetReason.GAP_IN_LOG);
    }

    @Test
    void anEventThatAFilterExcludesIsReportedAsFiltered() {
        narrowed();
        sessions.publish("ada");
        threads.run();
        assertThat(outcome("0-0").state()).isEqualTo(State.FILTERED);
    }

    @Test
    void anEventConcernsTheSessionsOfItsUserOnly() {
        sessions.open("bob", new FakeTransport());
        sessions.publish("ada");
        assertThat(directory.of(found("0-0"), Optional.empty(), 10)).isEmpty();
        sessions.open("ada", socket);
        assertThat(directory.of(found("0-0"), Optional.empty(), 10)).hasSize(1);
    }

    private void narrowed() {
        sessions.registry.open(
                sessions.caller("ada"),
                Subscription.FROM_NOW.narrowed(Filter.of(Set.of("note.*"), Set.of())),
                socket,
                Peer.UNKNOWN);
    }

    private SessionReport only() {
        List<SessionReport> all = directory.here(Optional.empty(), 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Outcome outcome(String id) {
        List<Directory.Delivery> all = directory.of(found(id), Optional.empty(), 10);
        assertThat(all).hasSize(1);
        return all.get(0).outcome();
    }

    private Found found(String id) {
        return new WindowSearch(sessions.log).byId(id, 1).get(0);
    }

    private void pass(Duration time) {
        threads.pass(time);
        sessions.pass(time);
    }

    private static Cursor cursor(TopicIdentity topic, long... next) {
        return new Cursor(topic, next);
    }
}
