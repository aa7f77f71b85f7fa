/**
 * What a record says: plain JSON, CloudEvents, revocations; and how a record is written.
 *
 * <ol>
 *   <li>A record becomes one event, or it is refused with one reason. It is never half used.
 *   <li>Parsing takes bounded time and memory, whatever the bytes are.
 *   <li>The task reaches devices as its producer wrote it, character by character.
 *   <li>A member that means something to us and comes twice is refused.
 * </ol>
 *
 * <p>Also here, because all who take events need it: {@link dev.taskcast.events.OnceAMinute}, for a line that any record could
 * have logged.
 *
 * <p>Out of scope: Kafka's client, what becomes of an event.
 */
package dev.taskcast.events;
