/**
 * The WebSocket edge: handshakes, frames in, frames out, closes.
 *
 * <ol>
 *   <li>Nothing of a session exists before its token is verified.
 *   <li>A message is bounded however many fragments it has, and refused frames end in the documented close code.
 *   <li>Only {@link dev.taskcast.socket.UpgradeFilter} leads to the endpoint, and a request that it refuses keeps
 *       nothing.
 *   <li>No token reaches a log, a reason or an exception message.
 * </ol>
 *
 * <p>The only package that uses {@code jakarta.websocket}.
 */
package dev.taskcast.socket;
