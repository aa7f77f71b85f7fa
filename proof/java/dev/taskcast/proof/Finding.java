package dev.taskcast.proof;

import java.util.List;

/**
 * A fault of the gateway that the oracle found.
 *
 * @param what the event, the reason or the frame
 * @param before what the device was sent before it, each with its time (UTC); the oldest first
 */
record Finding(Kind kind, String device, String what, List<String> before) {
    /** The ways in which the promise can be broken. */
    enum Kind {
        /** An event never came. */
        LOST,
        /** An event came a second time. */
        DOUBLED,
        /** An event came after a later one of its series. */
        REORDERED,
        /** An event came that is for another user, or that nobody published. */
        FOREIGN,
        /** The device was told to reload, and no fault gave a reason for it. */
        RESET,
        /** The device had to be told to reload, and was not told. */
        NOT_RESET,
        /** After some event, the device got no more events of any series. */
        SILENT,
        /** A frame, a status or a close code came that the protocol does not allow there. */
        PROTOCOL
    }
}
