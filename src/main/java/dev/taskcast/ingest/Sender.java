package dev.taskcast.ingest;

import dev.taskcast.auth.Caller;
import dev.taskcast.events.Event;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;

/**
 * A sender of events, and its rights.
 *
 * @param via the way by which its events come, for {@link OutgoingRecord#VIA}
 * @param mayPublish whether it may publish events of tasks
 * @param mayRevoke whether it may end the sessions of a user
 */
record Sender(String via, boolean mayPublish, boolean mayRevoke) {
    static final String PUBLISHER = "publisher";
    static final String REVOKER = "revoker";

    /** The owner of a token, with the rights of its roles. */
    static Sender of(Caller caller) {
        return new Sender(
                "http", caller.roles().contains(PUBLISHER), caller.roles().contains(REVOKER));
    }

    /** A Dapr sidecar. Its token does not name the publisher. It may revoke if every writer of the task topic may. */
    static Sender sidecar(boolean mayRevoke) {
        return new Sender("dapr", true, mayRevoke);
    }

    /** Throws unless this sender has the right to send {@code event}. */
    void require(Event event) throws UnusableRecordException {
        boolean revokes = event instanceof Revocation;
        if (revokes ? !mayRevoke : !mayPublish) {
            throw new UnusableRecordException(
                    Reason.NOT_ALLOWED,
                    revokes
                            ? "event_type: session.revoke needs the role " + REVOKER
                            : "event_type: events of tasks need the role " + PUBLISHER);
        }
    }
}
