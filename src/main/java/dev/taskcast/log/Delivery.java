package dev.taskcast.log;

import dev.taskcast.wire.Frame;

/** What a reader is handed out of the log: an event, or that events are missing. */
public sealed interface Delivery permits FramedEntry, Reset {
    /** The frame that says it, with the cursor after it. */
    Frame frame();
}
