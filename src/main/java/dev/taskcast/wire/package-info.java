/**
 * The words on the wire: frames, cursor, close codes. PROTOCOL.md is its specification.
 *
 * <ol>
 *   <li>Every frame is one JSON object; what leaves here is valid JSON whatever went in.
 *   <li>A cursor that this code made is read back as the same cursor by every replica.
 *   <li>What a client sent is answered with a typed value or with {@code Invalid}, never with an exception.
 * </ol>
 *
 * <p>Also here, because several packages need them: the document of an HTTP answer that refuses ({@link
 * dev.taskcast.wire.ProblemException}), and {@link dev.taskcast.wire.Sha256}.
 *
 * <p>Pure Java and JSON: no socket, no clock, no configuration.
 */
package dev.taskcast.wire;
