package dev.taskcast.log;

import dev.taskcast.wire.Frame;

/** What a reader takes out of the log: an event, or the notice that events are missing. */
public sealed interface Delivery permits FramedEntry, Reset {
    /** The frame to send, with the cursor after it. */
    Frame frame();
}
