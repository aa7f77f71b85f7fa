/**
 * The HTTP edge: it receives events by HTTP and writes them into the topic.
 * <ol>
 *   <li>An event is answered with success only when Kafka has acknowledged it.
 *   <li>A request is taken as a whole or not at all, as far as this can be known before it is written.
 *   <li>An event is written exactly as it came. Nothing is delivered from here, so every replica sees every event.
 *   <li>No thread waits for a body or for Kafka. Open requests are bounded in number, bytes and time.
 *   <li>The answer says when an event can never succeed: a person sees it by the status, a sidecar by {@code DROP}.
 *   <li>A caller needs the role {@code publisher} to publish and the role {@code revoker} to revoke. A Dapr sidecar
 *       shows its token.
 * </ol>
 */
package dev.taskcast.ingest;
