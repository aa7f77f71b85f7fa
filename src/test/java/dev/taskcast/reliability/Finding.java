package dev.taskcast.reliability;

/** A violation that the oracle found. */
record Finding(Kind kind, String device, String what) {
    /** The ways in which the guarantee can be broken. */
    enum Kind {
        /** An event never came. */
        LOST,
        /** An event came a second time. */
        DUPLICATED,
        /** An event came after a later one. */
        REORDERED,
        /** An event came that is for another user. */
        FOREIGN,
        /** The device was told to reload. */
        RESET,
        /** The device had to be told to reload exactly once. It was never told, or more than once. */
        NOT_RESET,
        /** An event has the id of another event. A client that drops events by id would miss it. */
        SAME_ID,
        /** A frame came that the protocol does not allow there, or a connection was refused with a final code. */
        PROTOCOL
    }
}
