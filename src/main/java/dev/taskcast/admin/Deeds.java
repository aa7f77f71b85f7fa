package dev.taskcast.admin;

import dev.taskcast.auth.Caller;
import dev.taskcast.lines.LogFields;
import dev.taskcast.sessions.SessionEnds;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.wire.CloseCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Logs what operators did: who, what, and with how many sessions. The lines name users and operators by hashes. */
@Singleton
final class Deeds {
    private static final Logger LOGGER = Logger.getLogger(Deeds.class.getName());

    private final SessionEnds hashes;

    @Inject
    Deeds(SessionRegistry registry) {
        this.hashes = registry.ends();
    }

    /** Logs that {@code by} has closed the session {@code id}. */
    void closed(Optional<Caller> by, String id, CloseCode code) {
        note(by, "closed the session " + id + " with " + code.number(), 1);
    }

    /** Logs that {@code by} has closed all {@code sessions} of {@code user}. */
    void closed(Optional<Caller> by, String user, int sessions, CloseCode code) {
        note(by, "closed " + sessions + " sessions of user " + hashes.hash(user) + " with " + code.number(), sessions);
    }

    /** Logs that {@code by} drains this replica. The replica then has {@code sessions} sessions. */
    void drains(Optional<Caller> by, int sessions) {
        note(by, "drains this replica, which has " + sessions + " sessions", sessions);
    }

    private void note(Optional<Caller> by, String what, int sessions) {
        String who = by.map(caller -> hashes.hash(caller.user())).orElse("on this machine, without a token,");
        LogFields.log(
                LOGGER,
                Level.INFO,
                "TCAST1201I: Operator {0} {1}",
                "operator",
                who,
                "detail",
                what,
                "sessions_long",
                sessions);
    }
}
