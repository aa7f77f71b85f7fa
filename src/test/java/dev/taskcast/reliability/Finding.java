package dev.taskcast.reliability;

/** Something that the oracle objects to. */
record Finding(Kind kind, String device, String what) {
    /** The ways in which the promise can be broken. */
    enum Kind {
        /** An event never came. */
        LOST,
        /** An event came a second time. */
        DUPLICATED,
        /** An event came after a later one. */
        REORDERED,
        /** An event came that is for somebody else. */
        FOREIGN,
        /** The device was told to reload. */
        RESET,
        /** The device had to be told to reload, once, and was not, or more often. */
        NOT_RESET,
        /** An event has the id of another one: a client that drops by id would miss it. */
        SAME_ID,
        /** A frame came where the protocol has none, or a connection was refused for good. */
        PROTOCOL
    }
}
