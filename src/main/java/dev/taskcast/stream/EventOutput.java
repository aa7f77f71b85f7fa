package dev.taskcast.stream;

import java.io.IOException;

/** The response under a stream. {@link #write} may block for as long as the other side does not read. */
interface EventOutput {
    /** Writes {@code bytes} to the connection, keeping nothing back. */
    void write(byte[] bytes) throws IOException;

    /** Ends the response. Returns at once. No write may be under way. */
    void complete();

    /** Has the write that is under way fail, and each later one. Returns at once. */
    void cut();
}
