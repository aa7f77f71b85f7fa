/** @import { openSocket } from './socket.js' */
/** @import { Settings } from './taskcast.js' */
/** @import { Kind, Medium, MediumOwner } from './transport.js' */

/**
 * Returns the opener of a medium that few pages need: a stream, or a WebSocket whose handshake carries the token.
 * Loaded only when it is needed.
 *
 * @param {Kind} kind
 * @param {typeof openSocket} open
 * @returns {Promise<(settings: Settings, owner: MediumOwner) => Medium>}
 */
export async function opener(kind, open) {
  if (kind === 'sse') return (await import('./event-stream.js')).openStream;
  const { handshake } = await import('./handshake.js');
  return (settings, owner) => open(settings, owner, handshake(settings, owner));
}
