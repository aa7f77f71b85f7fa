package dev.taskcast.log;

/** What a reader finds at an entry. */
enum Finding {
    /** Its frame, which is now the reader's latest frame. */
    READ,
    /** A record that cannot be used. */
    UNUSABLE,
    /** Nothing: the window dropped the entry in this moment. */
    FORGOTTEN
}
