package dev.taskcast.ingest;

import dev.taskcast.auth.Caller;
import dev.taskcast.events.Event;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;

/**
 * Who hands events in, and what it may say.
 *
 * @param via how its events come, for {@link OutgoingRecord#VIA}
 * @param mayPublish whether it may say what has become of tasks
 * @param mayRevoke whether it may end the sessions of a user
 */
record Sender(String via, boolean mayPublish, boolean mayRevoke) {
    static final String PUBLISHER = "publisher";
    static final String REVOKER = "revoker";

    /** The owner of a token, by its roles. */
    static Sender of(Caller caller) {
        return new Sender(
                "http", caller.roles().contains(PUBLISHER), caller.roles().contains(REVOKER));
    }

    /** A Dapr sidecar. Its token says nothing of who published: it may revoke where every writer of the task topic may. */
    static Sender sidecar(boolean mayRevoke) {
        return new Sender("dapr", true, mayRevoke);
    }

    /** Lets {@code event} pass, if this one may say it. */
    void require(Event event) throws UnusableRecordException {
        boolean revokes = event instanceof Revocation;
        if (revokes ? !mayRevoke : !mayPublish) {
            throw new UnusableRecordException(
                    Reason.NOT_ALLOWED,
                    revokes
                            ? "event_type: session.revoke is for senders with the role " + REVOKER
                            : "event_type: events of tasks are for senders with the role " + PUBLISHER);
        }
    }
}
