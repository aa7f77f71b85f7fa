package dev.taskcast.log;

import dev.taskcast.wire.Cursor;

/** The end of the log at one moment: everything up to a sequence is covered by a cursor. Safe for use by several threads. */
final class Tail {
    private final long sequence;
    private final Cursor cursor;
    private String text;

    /** Everything up to {@code sequence} is covered by {@code cursor}. */
    Tail(long sequence, Cursor cursor) {
        this.sequence = sequence;
        this.cursor = cursor;
    }

    long sequence() {
        return sequence;
    }

    Cursor cursor() {
        return cursor;
    }

    /** The cursor as clients have it. Written when somebody asks; two who ask at once write the same. */
    String text() {
        String known = text;
        if (known == null) {
            known = cursor.encode();
            text = known;
        }
        return known;
    }
}
