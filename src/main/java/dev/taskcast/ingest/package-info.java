/**
 * The HTTP edge: events that come in by request, and from there go into the topic.
 *
 * <ol>
 *   <li>An event is answered with success only when Kafka has acknowledged it.
 *   <li>A request is taken as a whole or not at all, as far as can be known before it is written.
 *   <li>What is written is what came in, character by character; nothing is delivered from here, so that
 *       every replica sees every event.
 *   <li>No thread waits for a body or for Kafka; what is under way is bounded in number, bytes and time.
 *   <li>What can never succeed is said to be so, to a person by its status, to a sidecar by {@code DROP}.
 *   <li>Nobody publishes without the role {@code publisher} in a token, or revokes without {@code revoker}; a Dapr sidecar shows its token.
 * </ol>
 */
package dev.taskcast.ingest;
