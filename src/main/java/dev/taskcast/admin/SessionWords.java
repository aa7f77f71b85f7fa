package dev.taskcast.admin;

import dev.taskcast.sessions.EndedSession;
import dev.taskcast.sessions.Peer;
import dev.taskcast.sessions.SessionReport;
import dev.taskcast.wire.ResetReason;
import java.util.Optional;

/** Writes about a session, open or ended. */
final class SessionWords {
    private SessionWords() {}

    static void here(Document document, SessionReport session) {
        who(document, session.id(), session.user(), session.peer());
        SessionReport.Read read = session.read();
        document.time("since", session.since())
                .text("cursor", read.cursor())
                .number("behind_events", read.behind())
                .time("last_sent", session.signs().sent())
                .time("last_seen", session.signs().seen())
                .text("acked", read.acked())
                .text("state", session.state().word())
                .text("reset", read.lastReset().map(ResetReason::word));
    }

    static void ended(Document document, EndedSession session) {
        who(document, session.id(), session.user(), session.peer());
        document.time("since", session.since());
        end(document, session.end());
    }

    /** Writes how the session ended; without a code if the device or the network ended it. */
    static void end(Document document, EndedSession.End end) {
        document.time("ended", end.at());
        if (end.code() > 0) {
            document.number("code", end.code());
        }
        document.text("reason", end.code() > 0 ? Optional.of(end.reason()) : Optional.empty());
    }

    private static void who(Document document, String id, String user, Peer peer) {
        document.text("id", id)
                .text("user", user)
                .text("transport", peer.transport())
                .text("address", peer.address())
                .text("client", Optional.of(peer.client()).filter(client -> !client.isEmpty()));
    }
}
