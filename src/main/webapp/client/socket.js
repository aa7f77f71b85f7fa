/** @import { Settings } from './taskcast.js' */
/** @import { Medium, MediumOwner } from './transport.js' */

/**
 * Opens a WebSocket, and sends the token in its first frame, or in the given handshake.
 *
 * @param {Settings} settings
 * @param {MediumOwner} owner
 * @param {[address: string, protocols: string[]]} [handshake]
 * @returns {Medium}
 */
export function openSocket({ url, client, runtime }, owner, handshake) {
  const [address, protocols] = handshake ?? [url];
  const ws = new runtime.WebSocket(address, protocols);
  const send = (/** @type {object} */ frame) => {
    if (ws.readyState === 1) ws.send(JSON.stringify(frame));
  };
  ws.onopen = () => {
    if (handshake) return;
    const { cursor, filter } = owner.resume();
    send({ type: 'auth', token: owner.token, cursor, accept: ['batch'], narrow: filter, client });
  };
  ws.onmessage = ({ data }) => owner.hear(data);
  ws.onclose = ({ code, reason }) => owner.end(code, reason);
  ws.onerror = () => {}; // a close follows and says more
  return { send, shut: () => ws.close(1000) };
}
