package dev.taskcast.presence;

import static dev.taskcast.config.ShippedSettings.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The reports of one replica, for tests of their writer. */
public final class PresenceFixture {
    public static final Instant START = Instant.parse("2026-11-26T03:00:00Z");

    private final InstantSource clock;
    private Instant now = START;
    private Duration ahead = Duration.ZERO;

    private final Presence presence = new Presence(
            settings().with("taskcast.presence.topic", "presence").presence(),
            this::now,
            () -> Duration.between(START.plus(ahead), now()),
            "0123456789abcdef");

    /** With a clock that {@link #pass} moves. */
    public PresenceFixture() {
        this.clock = () -> now.plus(ahead);
    }

    /** With a clock of its own. */
    public PresenceFixture(InstantSource clock) {
        this.clock = clock;
    }

    public Presence presence() {
        return presence;
    }

    /** The name of the replica. */
    public String name() {
        return "0123456789abcdef";
    }

    public void open(String user) {
        presence.listener().opened(user, "s");
    }

    public void close(String user) {
        presence.listener().closed(user, "s");
    }

    public Instant now() {
        return clock.instant();
    }

    /** Moves the clock. */
    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** Somebody sets the clock back, and no time passes. */
    public void setBack(Duration time) {
        ahead = ahead.minus(time);
    }

    /** Reads the topic from its start, while it is empty. */
    public void readAgain() {
        presence.begin();
        presence.isRead(Duration.ZERO);
    }
}
