package dev.taskcast.log;

/** What a reader finds at an entry. */
enum Finding {
    /** A frame, which is now the reader's latest frame. */
    READ,
    /** A record that cannot be used. */
    UNUSABLE,
    /** No content: the window dropped the entry in this moment. */
    FORGOTTEN
}
