/**
 * The edge of server-sent events: the same sessions as by WebSocket, where those are blocked.
 *
 * <ol>
 *   <li>What a WebSocket sends as a frame is one event here, with the cursor as its id.
 *   <li>Who gets no stream gets an HTTP status with a problem document. The end of a stream is told by its last event.
 *   <li>A stream holds a thread only while a write is under way, and no frame but that.
 *   <li>A reader that stops is cut after the send deadline.
 * </ol>
 *
 * <p>Clients send nothing here: a new token, or another cursor, means a new stream.
 */
package dev.taskcast.stream;
