/**
 * What other packages ask of tracing when they take, append or deliver an event.
 * <ol>
 *   <li>Tracing is off by default. Then nothing is read, created or remembered for it.
 *   <li>If tracing is on, a trace that its producer does not sample has no span here.
 *   <li>A span never holds a user or a task.
 * </ol>
 *
 * <p>Out of scope: OpenTelemetry itself, which may be missing on the server.
 */
package dev.taskcast.tracing;
