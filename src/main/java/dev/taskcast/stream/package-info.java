/**
 * The edge of server-sent events: the same sessions as by WebSocket, for networks that block WebSockets.
 * <ol>
 *   <li>Each frame of a WebSocket is one event here, with the cursor as its id.
 *   <li>A client that is refused gets an HTTP status with a problem document. A stream that ends tells the reason in
 *       its last event.
 *   <li>A stream holds a thread, and a frame, only while a write is under way.
 *   <li>A client that stops reading is cut after the send deadline.
 * </ol>
 *
 * <p>Clients send nothing here: for a new token or another cursor, a client opens a new stream.
 */
package dev.taskcast.stream;
