package dev.taskcast.log;

import dev.taskcast.wire.Cursor;

/** The end of the log at one moment: a cursor covers everything up to a sequence. Thread-safe. */
final class Tail {
    private final long sequence;
    private final Cursor cursor;
    private String text;

    /** States that {@code cursor} covers everything up to {@code sequence}. */
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

    /**
     * The cursor as clients receive it. It is encoded on request; two threads at the same time encode the same text.
     */
    String text() {
        String known = text;
        if (known == null) {
            known = cursor.encode();
            text = known;
        }
        return known;
    }
}
