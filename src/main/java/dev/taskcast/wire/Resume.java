package dev.taskcast.wire;

import java.util.Locale;

/** What became of the client's cursor: the {@code resume} field of {@code welcome}. */
public enum Resume {
    /** The client sent no cursor: the session starts now. */
    FRESH,
    /** Everything since the cursor follows, each event once. */
    RESUMED,
    /** The gateway cannot prove what the client missed: reload the snapshot, then continue from the new cursor. */
    RESET;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
