package dev.taskcast.wire;

import java.util.Locale;

/** What became of the cursor that a client came with: the {@code resume} field of {@code welcome}. */
public enum Resume {
    /** It came with none: the session starts now. */
    FRESH,
    /** Everything since the cursor follows, each event once. */
    RESUMED,
    /** Nobody can prove any more what was missed: reload the snapshot, then go on from the new cursor. */
    RESET;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
