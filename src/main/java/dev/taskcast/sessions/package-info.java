/**
 * Who is listening: sessions, their registry, their heartbeats, and how they leave.
 *
 * <ol>
 *   <li>A session has at most one send outstanding, and holds no queue of events: it is a place in the log.
 *   <li>Waking a session never blocks and never sends on the caller's thread.
 *   <li>A device that does not read costs neither a thread nor memory, and is closed after a deadline.
 *   <li>Of everything that a session is sent, {@code welcome} is first.
 * </ol>
 *
 * <p>Knows sockets only as {@link dev.taskcast.sessions.Transport}.
 */
package dev.taskcast.sessions;
