package dev.taskcast.stream;

import java.io.IOException;

/** The response under a stream. {@link #write} may block for as long as the other side does not read. */
interface EventOutput {
    /** Writes {@code bytes} to the connection, without buffering. */
    void write(byte[] bytes) throws IOException;

    /** Ends the response. Returns immediately. No write may be under way. */
    void complete();

    /** Makes the current write and each later one fail. Returns immediately. */
    void cut();
}
