package dev.taskcast.sessions;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Revocations;
import dev.taskcast.harness.Lines;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Sha256;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The session ends of one user are logged for as long as an operator wants, and those of no other user. */
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
    void noEndsAreLoggedUntilAnOperatorAsks() {
        fixture.open("ada", new FakeTransport()).close(CloseCode.POLICY, "too many frames");
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void onlyTheUsersEndsAreLoggedWithCodeAndReasonAndWithoutTheName() {
        ends.watch("ada", MINUTE, fixture.now());
        fixture.open("bob", new FakeTransport()).close(CloseCode.POLICY, "too many frames");
        Session closed = fixture.open("ada", new FakeTransport());
        closed.close(CloseCode.POLICY, "too many frames");
        Session gone = fixture.open("ada", new FakeTransport());
        gone.closed();
        gone.closed();
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST0609I: Session ended: " + closed.id() + " of user " + ends.hash("ada")
                                + ", closed with 1008: too many frames",
                        "INFO TCAST0609I: Session ended: " + gone.id() + " of user " + ends.hash("ada")
                                + ", the connection is gone");
    }

    @Test
    void theLinesNameTheUserIfTheOperatorWantsIt() {
        SessionRegistry named = new SessionRegistry(
                fixture.log,
                settings().with("taskcast.session.log-users", true).session(),
                new ManualThreads(),
                fixture::now,
                new Revocations(),
                Tracing.OFF);
        named.ends().watch("ada", MINUTE, fixture.now());
        Session gone = named.open(fixture.caller("ada"), Subscription.FROM_NOW, new FakeTransport(), Peer.UNKNOWN);
        gone.closed();
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST0609I: Session ended: " + gone.id() + " of user ada, the connection is gone");
    }

    @Test
    void noEndsAreLoggedAfterTheTimeOrWhenItIsSwitchedOff() {
        ends.watch("ada", MINUTE, fixture.now());
        ends.watch("bob", MINUTE, fixture.now());
        ends.forget("bob");
        fixture.open("bob", new FakeTransport()).closed();
        fixture.pass(MINUTE);
        fixture.open("ada", new FakeTransport()).closed();
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void theWatchedUsersAreLimitedUntilOneWatchIsOver() {
        for (int i = 0; i < SessionEnds.MOST; i++) {
            assertThat(ends.watch("user" + i, MINUTE, fixture.now())).isTrue();
        }
        assertThat(ends.watch("one more", MINUTE, fixture.now())).isFalse();
        assertThat(ends.watch("user1", MINUTE, fixture.now())).isTrue();
        assertThat(ends.watch("one more", MINUTE, fixture.now().plus(MINUTE))).isTrue();
    }

    /** Without a key, a reader of the log could hash every possible name. */
    @Test
    void theSameKeyMakesTheSameHashOfAUser() {
        SessionEnds another =
                SessionsFixture.ready(new ManualThreads()).registry.ends();
        assertThat(ends.hash("ada")).isEqualTo(ends.hash("ada")).isNotEqualTo(ends.hash("bob"));
        assertThat(another.hash("ada")).isEqualTo(ends.hash("ada"));
        assertThat(with("a".repeat(32))).isEqualTo(with("a".repeat(32))).isNotEqualTo(with("b".repeat(32)));
        assertThat(with("a".repeat(32)))
                .as("as docs/operations.md has it of openssl")
                .isEqualTo("6022a26ff90d374c");
        assertThat(List.of(ends.hash("ada"), with("a".repeat(32))))
                .noneMatch(hash -> HexFormat.of().formatHex(Sha256.of("ada")).startsWith(hash));
    }

    private static String with(String key) {
        return new SessionEnds(settings().with("taskcast.session.user-key", key).session()).hash("ada");
    }
}
