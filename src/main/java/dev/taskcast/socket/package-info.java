/**
 * The WebSocket edge: handshakes, frames in, frames out, closes.
 *
 * <ol>
 *   <li>Nothing of a session exists before its token is verified.
 *   <li>A message is bounded whatever its fragments, and refused frames end in the documented close code.
 *   <li>Nothing reaches the endpoint but through {@link dev.taskcast.socket.UpgradeFilter}, and what that refuses keeps
 *       nothing.
 *   <li>No token reaches a log, a reason or an exception message.
 * </ol>
 *
 * <p>The only package that knows {@code jakarta.websocket}.
 */
package dev.taskcast.socket;
