/**
 * The messages on the wire: frames, cursor, close codes. PROTOCOL.md is their specification.
 * <ol>
 *   <li>Every frame is one JSON object. This package writes valid JSON for every input.
 *   <li>Every replica reads a cursor that this code wrote as the same cursor.
 *   <li>Each client frame becomes a typed value or {@code Invalid}, never an exception.
 * </ol>
 *
 * <p>Two classes are here because several packages need them: {@link dev.taskcast.wire.ProblemException}, the document
 * of a refused HTTP request, and {@link dev.taskcast.wire.Sha256}.
 *
 * <p>Pure Java and JSON: no socket, no clock, no configuration.
 */
package dev.taskcast.wire;
