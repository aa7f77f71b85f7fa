package dev.taskcast.log;

/** What a reader finds when it comes to an entry. */
enum Finding {
    /** Its frame, which is the reader's latest one. */
    READ,
    /** A record that cannot be used. */
    UNUSABLE,
    /** Nothing: the window moved on in this moment. */
    FORGOTTEN
}
