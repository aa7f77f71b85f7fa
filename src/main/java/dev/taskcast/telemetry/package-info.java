/**
 * Traces by OpenTelemetry, where the server has it (MicroProfile Telemetry).
 *
 * <ol>
 *   <li>A record in a sampled trace has a span for its append, and one for each of its first deliveries.
 *   <li>The trace's context is read by the rules of W3C Trace Context; a malformed one is none.
 *   <li>No class of this package is loaded where the server has no OpenTelemetry.
 *   <li>What is remembered for deliveries to come has a bound in number and in age.
 * </ol>
 *
 * <p>Out of scope: sampling, export and their settings, which are the server's.
 */
package dev.taskcast.telemetry;
