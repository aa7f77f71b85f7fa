/**
 * Where traces pass through: what is asked of tracing by whoever takes, appends or delivers an event.
 *
 * <ol>
 *   <li>Off, which is the default, nothing is read, made or remembered.
 *   <li>On, a trace that its producer does not sample has no span here.
 *   <li>Neither a user nor a task is ever in a span.
 * </ol>
 *
 * <p>Out of scope: OpenTelemetry itself, which may be missing where this runs.
 */
package dev.taskcast.tracing;
