/**
 * Traces by OpenTelemetry, on a server that has it (MicroProfile Telemetry).
 * <ol>
 *   <li>A record in a sampled trace has a span for its append, and one for each of its first deliveries.
 *   <li>The trace context is read by the rules of W3C Trace Context; a malformed context is ignored.
 *   <li>On a server without OpenTelemetry, no class of this package is loaded.
 *   <li>The memory for expected deliveries is bounded in number and in age.
 * </ol>
 *
 * <p>Out of scope: sampling, export and their settings, which are the server's.
 */
package dev.taskcast.telemetry;
