/**
 * The meaning of a record (plain JSON, CloudEvents, revocations), and how a record is written.
 * <ol>
 *   <li>A record becomes one event, or it is refused with one reason. It is never half used.
 *   <li>Parsing takes bounded time and memory for any bytes.
 *   <li>The task reaches devices as its producer wrote it, character by character.
 *   <li>A record in which a member that the gateway reads appears twice is refused.
 * </ol>
 *
 * <p>{@link dev.taskcast.events.OnceAMinute} is here because all packages that take events need it: it limits a log
 * line that any record could cause.
 *
 * <p>Out of scope: Kafka's client, and what happens to an event later.
 */
package dev.taskcast.events;
