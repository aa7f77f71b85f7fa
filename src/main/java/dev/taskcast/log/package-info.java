/**
 * The window: the recent past in memory, and how far each session has read it.
 * <ol>
 *   <li>Of two events for one user in one partition, the earlier one is handed out first.
 *   <li>A reader is handed every event of its user once, or is told that it was reset.
 *   <li>Appending never waits for a reader; a reader needs no memory for events that it has not read.
 *   <li>A cursor that was handed out is valid on every replica: resuming from it repeats nothing and omits nothing.
 *   <li>A reader whose cursor is ahead of the log costs nothing until the log reaches the cursor.
 * </ol>
 *
 * <p>Out of scope: sockets, threads, Kafka's client.
 */
package dev.taskcast.log;
