/**
 * The connected clients: sessions, their registry, their heartbeats, and how they leave.
 * <ol>
 *   <li>A session makes at most one call into the container at a time. It holds a cursor into the log, not a queue of
 *       events.
 *   <li>Waking a session never blocks and never sends on the caller's thread.
 *   <li>A call into the container that blocks delays no other session; its session is ended after a deadline.
 *   <li>The first frame of a session is {@code welcome}.
 *   <li>What is remembered of a session for an operator does not grow with its age, and no call waits for it.
 * </ol>
 *
 * <p>This package knows sockets only as {@link dev.taskcast.sessions.Transport}.
 */
package dev.taskcast.sessions;
