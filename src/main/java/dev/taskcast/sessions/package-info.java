/**
 * Who is listening: sessions, their registry, their heartbeats, and how they leave.
 *
 * <ol>
 *   <li>A session makes at most one call into the container at a time, and holds no queue of events: it is a cursor into the log.
 *   <li>Waking a session never blocks and never sends on the caller's thread.
 *   <li>A call into the container that blocks holds up no other session; its session is ended after a deadline.
 *   <li>Of everything that a session is sent, {@code welcome} is first.
 *   <li>What is remembered of a session for an operator takes the same memory however long it lives, and costs a call nothing
 *       that waits.
 * </ol>
 *
 * <p>Knows sockets only as {@link dev.taskcast.sessions.Transport}.
 */
package dev.taskcast.sessions;
