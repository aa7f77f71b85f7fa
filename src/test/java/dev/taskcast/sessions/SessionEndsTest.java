package dev.taskcast.sessions;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Revocations;
import dev.taskcast.harness.Lines;
import dev.taskcast.wire.CloseCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ends of one user's sessions are logged for as long as an operator wants it, and nobody else's. */
class SessionEndsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SessionsFixture fixture = SessionsFixture.ready(new ManualThreads());
    private final SessionEnds ends = fixture.registry.ends();
    private final Lines lines = new Lines(SessionEnds.class);

    @AfterEach
    void stop() {
        lines.close();
    }

    @Test
    void nobodysAreUntilSomebodyAsks() {
        fixture.open("ada", new FakeTransport()).close(CloseCode.POLICY, "too many frames");
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void onlyThoseOfTheUserAreWithCodeAndReasonAndWithoutTheName() {
        ends.watch("ada", MINUTE, fixture.now());
        fixture.open("bob", new FakeTransport()).close(CloseCode.POLICY, "too many frames");
        Session closed = fixture.open("ada", new FakeTransport());
        closed.close(CloseCode.POLICY, "too many frames");
        Session gone = fixture.open("ada", new FakeTransport());
        gone.closed();
        gone.closed();
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST0609I: Session ended: " + closed.id() + " of user " + SessionEnds.hash("ada")
                                + ", closed with 1008: too many frames",
                        "INFO TCAST0609I: Session ended: " + gone.id() + " of user " + SessionEnds.hash("ada")
                                + ", the connection is gone");
    }

    @Test
    void theyNameTheUserIfTheOperatorWantsIt() {
        SessionRegistry named = new SessionRegistry(
                fixture.log,
                settings().with("taskcast.session.log-users", true).session(),
                new ManualThreads(),
                fixture::now,
                new Revocations());
        named.ends().watch("ada", MINUTE, fixture.now());
        Session gone = named.open(fixture.caller("ada"), Subscription.FROM_NOW, new FakeTransport(), Peer.UNKNOWN);
        gone.closed();
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST0609I: Session ended: " + gone.id() + " of user ada, the connection is gone");
    }

    @Test
    void theyAreNoLongerWhenTheTimeIsOverOrItIsSwitchedOff() {
        ends.watch("ada", MINUTE, fixture.now());
        ends.watch("bob", MINUTE, fixture.now());
        ends.forget("bob");
        fixture.open("bob", new FakeTransport()).closed();
        fixture.pass(MINUTE);
        fixture.open("ada", new FakeTransport()).closed();
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void soManyUsersCanBeWatchedAndNoMoreUntilOneIsOver() {
        for (int i = 0; i < SessionEnds.MOST; i++) {
            assertThat(ends.watch("user" + i, MINUTE, fixture.now())).isTrue();
        }
        assertThat(ends.watch("one more", MINUTE, fixture.now())).isFalse();
        assertThat(ends.watch("user1", MINUTE, fixture.now())).isTrue();
        assertThat(ends.watch("one more", MINUTE, fixture.now().plus(MINUTE))).isTrue();
    }
}
